// Reads Parquet files with programs that are not winnow and prints what they
// saw as JSON: node read.mjs duckdb GLOB | node read.mjs hyparquet FILE
// Figures are printed as text, so that none passes through a float.
import { readFileSync } from 'node:fs'

const [engine, path] = process.argv.slice(2)
const engines = { duckdb, hyparquet }
if (!engines[engine] || !path) {
  console.error('usage: node read.mjs duckdb GLOB | node read.mjs hyparquet FILE')
  process.exit(2)
}
console.log(JSON.stringify(await engines[engine](path), null, 1))

async function duckdb(glob) {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const db = await (await DuckDBInstance.create(':memory:')).connect()
  const all = async (sql) => (await db.runAndReadAll(sql, { glob })).getRowsJson()
  const columns = await all('describe select * from read_parquet($glob)')
  const text = columns.map(([name]) => `cast("${name.replaceAll('"', '""')}" as varchar)`)
  return {
    columns: columns.map(([name, type]) => ({ name, type })),
    rows: await all(`select ${text.join(', ')} from read_parquet($glob)`),
    groups: await all(`select distinct row_group_id, row_group_num_rows from parquet_metadata($glob) order by 1`),
    meta: await all(`select decode(key), decode(value) from parquet_kv_metadata($glob)`),
  }
}

async function hyparquet(file) {
  const { parquetMetadata, parquetReadObjects } = await import('hyparquet')
  const { compressors } = await import('hyparquet-compressors')
  const bytes = readFileSync(file)
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const meta = parquetMetadata(buffer)
  const rows = await parquetReadObjects({ file: buffer, compressors })
  return {
    createdBy: meta.created_by,
    columns: meta.schema.slice(1).map((c) => ({ name: c.name, type: c.logical_type?.type ?? c.type })),
    rows: rows.map((r) => Object.values(r).map((v) => (v instanceof Date ? v.toISOString() : typeof v === 'bigint' ? `${v}` : v))),
  }
}
