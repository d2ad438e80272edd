// Prints the digest of each definition in a draft of an asset file: SHA-256 of its canonical text (RFC 8785) by npm canonicalize.
//   node digest.mjs DRAFT
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import canonicalize from 'canonicalize'

for (const { definition } of JSON.parse(readFileSync(process.argv[2])).operations) {
  console.log(createHash('sha256').update(canonicalize(definition)).digest('hex'))
}
