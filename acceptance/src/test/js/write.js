// Encodes a value with a third-party client and the latest schema of the topic, and writes it. node write.js BROKER
// REGISTRY TOPIC KEY VALUE-AS-JSON
const { Kafka, Partitioners, logLevel } = require('kafkajs')
const { SchemaRegistry } = require('@kafkajs/confluent-schema-registry')

const [broker, host, topic, key, json] = process.argv.slice(2)

async function main() {
  const kafka = new Kafka({ clientId: 'third-party', brokers: [broker], logLevel: logLevel.ERROR })
  const registry = new SchemaRegistry({ host })
  const id = await registry.getLatestSchemaId(`${topic}-value`)
  const value = await registry.encode(id, JSON.parse(json))
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await producer.send({ topic, acks: -1, messages: [{ key, value }] })
  await producer.disconnect()
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1) })
