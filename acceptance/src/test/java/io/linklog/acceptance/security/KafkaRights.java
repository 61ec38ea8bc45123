package io.linklog.acceptance.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Does what {@code kafka-configs.sh} and {@code kafka-acls.sh} would do. */
final class KafkaRights {

    private static final String PASSWORD = ScramMechanism.SCRAM_SHA_512.mechanismName() + "=password=";
    private static final int ITERATIONS = 4096;

    private KafkaRights() {}

    static void grant(List<ToolCall> calls, Admin admin) throws Exception {
        List<UserScramCredentialAlteration> users = new ArrayList<>();
        List<AclBinding> rights = new ArrayList<>();
        for (ToolCall call : calls) {
            if (call.tool().equals("kafka-acls.sh")) {
                addRights(call, rights);
            } else {
                users.add(user(call));
            }
        }
        admin.alterUserScramCredentials(users).all().get(30, TimeUnit.SECONDS);
        admin.createAcls(rights).all().get(30, TimeUnit.SECONDS);
    }

    private static UserScramCredentialAlteration user(ToolCall call) {
        String setting = call.input().strip();
        if (!setting.startsWith(PASSWORD)) {
            throw new AssertionError("The file of a user begins with " + PASSWORD);
        }
        return new UserScramCredentialUpsertion(
                call.one("entity-name"),
                new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                setting.substring(PASSWORD.length()));
    }

    private static void addRights(ToolCall call, List<AclBinding> rights) {
        PatternType pattern =
                PatternType.valueOf(call.one("resource-pattern-type").toUpperCase(Locale.ROOT));
        for (ResourcePattern resource : resources(call, pattern)) {
            for (String user : call.all("allow-principal")) {
                for (String operation : call.all("operation")) {
                    rights.add(new AclBinding(
                            resource,
                            new AccessControlEntry(
                                    user, "*", AclOperation.fromString(operation), AclPermissionType.ALLOW)));
                }
            }
        }
    }

    private static List<ResourcePattern> resources(ToolCall call, PatternType pattern) {
        List<ResourcePattern> resources = new ArrayList<>();
        for (String kind : List.of("topic", "group", "transactional-id")) {
            ResourceType type = ResourceType.valueOf(kind.replace('-', '_').toUpperCase(Locale.ROOT));
            call.all(kind).forEach(name -> resources.add(new ResourcePattern(type, name, pattern)));
        }
        if (call.options().containsKey("cluster")) {
            resources.add(new ResourcePattern(ResourceType.CLUSTER, Resource.CLUSTER_NAME, pattern));
        }
        return resources;
    }
}
