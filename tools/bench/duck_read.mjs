// Reads bulk.csv in DuckDB with typed casts, as a user would write it: every
// column as text, then try_cast; rows with a cell that does not cast are set
// aside, as winnow does.
// Prints the figures, which must equal winnow's, and the seconds that the query
// took; starting node and DuckDB does not count.
//
//   node duck_read.mjs bulk.csv
import { createRequire } from "module";
import { pathToFileURL } from "url";
const require = createRequire(pathToFileURL(new URL("../node/", import.meta.url).pathname));
const { DuckDBInstance } = require("@duckdb/node-api");

const con = await (await DuckDBInstance.create(":memory:", { threads: process.env.THREADS || "2" })).connect();
const texts = ["Episode", "Provider", "District", "Gender", "Pregnant", "Intervention", "Treatment", "Outcome", "Postcode district"];
const cpu = process.cpuUsage(), start = performance.now();
const result = await con.runAndReadAll(`select count(*)::varchar n, (count(qd) + count(fd))::varchar dates, sum(a)::varchar age, sum(c)::varchar co,
  sum(p)::varchar "cost", sum(len)::varchar bytes from (select ${texts.map((t) => `coalesce(strlen("${t}"), 0)`).join(" + ")} len,
  try_strptime("Quit date", '%d/%m/%Y')::date qd, try_strptime("Follow-up date", '%d/%m/%Y')::date fd, try_cast("Age" as bigint) a,
  try_cast("CO ppm" as decimal(18,1)) c, try_cast("Cost" as decimal(18,2)) p
  from read_csv('${process.argv[2]}', header=true, all_varchar=true, quote='"')
  where (qd is not null or "Quit date" is null) and (fd is not null or "Follow-up date" is null) and (a is not null or "Age" is null)
    and (c is not null or "CO ppm" is null) and (p is not null or "Cost" is null))`);
const seconds = (performance.now() - start) / 1000, used = process.cpuUsage(cpu);
console.log(JSON.stringify({ ...result.getRowObjects()[0], seconds, cpu: (used.user + used.system) / 1e6 }));
