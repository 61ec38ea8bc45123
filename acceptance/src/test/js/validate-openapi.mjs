// Validates a document against the schema of its OpenAPI version. node validate-openapi.mjs FILE
import { readFile } from 'node:fs/promises'
import { Validator } from '@seriousme/openapi-schema-validator'

const validator = new Validator()
const result = await validator.validate(JSON.parse(await readFile(process.argv[2], 'utf8')))
console.log(JSON.stringify({ version: validator.version, valid: result.valid, errors: result.errors ?? [] }))
process.exit(result.valid ? 0 : 1)
