// The job of bulk.yaml in DuckDB's SQL, as a user would write it: every column
// read as text and cast, the checks, the rows that pass counted and summed, the
// exceptions numbered by row. Its counts are printed to compare with winnow's.
//
//   node duck.mjs bulk.csv
import { createRequire } from "module";
import { pathToFileURL } from "url";
const require = createRequire(pathToFileURL(new URL("../node/", import.meta.url).pathname));
const { DuckDBInstance } = require("@duckdb/node-api");

const file = process.argv[2];
const con = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
const oneOf = (column, list) => `"${column}" in (${list.map((s) => `'${s}'`).join(",")})`;
const districts = ["Amber Valley", "Bolsover", "Chesterfield", "Derbyshire Dales", "Erewash", "High Peak", "North East Derbyshire", "South Derbyshire"];

await con.run(`create temp table t as select row_number() over () + 1 as row_no, "Episode" episode, "Provider" provider, "District" district,
  "Gender" gender, "Pregnant" pregnant, "Intervention" intervention, "Treatment" treatment, "Outcome" outcome, "Postcode district" postcode,
  try_strptime("Quit date", '%d/%m/%Y')::date quit_date, try_strptime("Follow-up date", '%d/%m/%Y')::date follow_up, "Follow-up date" follow_text,
  try_cast("Age" as integer) age, try_cast("CO ppm" as decimal(18,1)) co, "CO ppm" co_text, try_cast("Cost" as decimal(18,2)) price, "Cost" price_text
  from read_csv('${file}', header=true, all_varchar=true)`);
await con.run(`create temp table c as select *, case
  when not regexp_full_match(coalesce(episode,''), 'ST-[0-9]{7}') then 'episode' when provider is null then 'provider'
  when district is null or not ${oneOf("district", districts)} then 'district'
  when quit_date is null or quit_date not between date '2021-04-01' and date '2021-06-30' then 'quit_date'
  when age is null or age not between 12 and 120 then 'age'
  when gender is not null and not ${oneOf("gender", ["Female", "Male", "Other", "Not stated"])} then 'gender'
  when pregnant is not null and not ${oneOf("pregnant", ["Y", "N"])} then 'pregnant'
  when intervention is not null and not ${oneOf("intervention", ["One-to-one", "Group (open)", "Group (closed)", "Telephone", "Drop-in"])} then 'intervention'
  when treatment is not null and not ${oneOf("treatment", ["None", "Single NRT", "Combination NRT", "Varenicline", "Bupropion", "E-cigarette"])} then 'treatment'
  when follow_text is not null and follow_up is null then 'follow_up' when follow_up < quit_date then 'follow-up-after-quit'
  when co_text is not null and (co is null or co not between 0 and 100) then 'co'
  when outcome is null or not ${oneOf("outcome", ["Quit - CO verified", "Quit - self report", "Not quit", "Lost to follow-up"])} then 'outcome'
  when outcome = 'Quit - CO verified' and (co is null or co >= 10) then 'verified-below-10'
  when postcode is not null and not regexp_full_match(postcode, '[A-Z]{1,2}[0-9]{1,2}') then 'postcode'
  when price_text is not null and (price is null or price < 0) then 'cost' end fault from t`);
await con.run(`create temp table d as select episode from c group by 1 having count(*) > 1`);
const rows = async (sql) => (await con.runAndReadAll(sql)).getRowObjects();
const [r] = await rows(`select count(*) filter (fault is null and episode not in (from d)) clean, count(*) n,
  sum(price) filter (fault is null and episode not in (from d)) spend from c`);
console.log(`read ${r.n} clean ${r.clean} spend ${r.spend}`);
