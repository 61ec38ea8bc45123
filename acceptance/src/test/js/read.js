// Reads the records of one key with a third-party client and prints each, decoded, as a line of JSON. node read.js
// BROKER REGISTRY TOPIC KEY COUNT
const { Kafka, logLevel } = require('kafkajs')
const { SchemaRegistry } = require('@kafkajs/confluent-schema-registry')

const [broker, host, topic, key, count] = process.argv.slice(2)
const PATIENCE_MS = 90_000

async function main() {
  const kafka = new Kafka({ clientId: 'third-party', brokers: [broker], logLevel: logLevel.ERROR })
  const registry = new SchemaRegistry({ host })
  const consumer = kafka.consumer({ groupId: `third-party-${process.pid}-${Date.now()}` })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  let left = Number(count)
  await new Promise((done, fail) => {
    setTimeout(() => fail(new Error(`only ${count - left} of ${count} records of ${key} arrived in ${topic}`)), PATIENCE_MS).unref()
    consumer.on(consumer.events.CRASH, event => fail(event.payload.error))
    consumer.run({
      eachMessage: async ({ message }) => {
        if (left === 0 || message.key === null || message.key.toString() !== key) return
        const value = await registry.decode(message.value)
        console.log(JSON.stringify({ key: message.key.toString(), value }))
        if (--left === 0) done()
      }
    }).catch(fail)
  })
  await consumer.disconnect()
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1) })
