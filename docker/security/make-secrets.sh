#!/bin/sh
# Makes a password for each user of Linklog's servers:  make-secrets.sh FOLDER
# FOLDER/USER/password is the password, FOLDER/USER/kafka.properties logs a client in to Kafka. What exists stays.
set -eu
umask 077
folder=${1:?name the folder for the secrets}

for user in broker operator schema-registry command-service streams-topology projector query-service edge-agent; do
  own=$folder/$user
  mkdir -p "$own"
  [ -s "$own/password" ] || head -c 24 /dev/urandom | base64 | tr '+/' '-_' > "$own/password"
  # Kafka itself knows these two from its file; it keeps only a salted hash of the other passwords
  case $user in
    broker | operator) mechanism=PLAIN module=plain.PlainLoginModule ;;
    *) mechanism=SCRAM-SHA-512 module=scram.ScramLoginModule ;;
  esac
  [ -s "$own/kafka.properties" ] || cat > "$own/kafka.properties" << END
security.protocol=SASL_PLAINTEXT
sasl.mechanism=$mechanism
sasl.jaas.config=org.apache.kafka.common.security.$module required username="$user" password="$(cat "$own/password")";
END
done

broker=$(cat "$folder/broker/password")
cat > "$folder/broker/jaas.conf" << END
KafkaServer {
  org.apache.kafka.common.security.plain.PlainLoginModule required username="broker" password="$broker"
    user_broker="$broker" user_operator="$(cat "$folder/operator/password")";
  org.apache.kafka.common.security.scram.ScramLoginModule required;
};
END
