package io.linklog.cli.canary;

import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.etcd.Etcd;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog canary release}. */
@Command(
        name = "release",
        description = "Deletes the route of a service and its last rollout: all instances get requests, whatever their"
                + " version.")
final class CanaryReleaseCommand extends RolloutCommand {

    @Parameters(paramLabel = "SERVICE", description = "The service, for instance query-service.")
    private String service = "";

    @Override
    void run(RolloutClient client, PrintWriter out) {
        RolloutStore.Stored before = client.findWithoutRollout(service);
        boolean absent = before.modRevision() == Etcd.ABSENT && before.route().modRevision() == Etcd.ABSENT;
        if (!absent && !client.await(client.rollouts().delete(before))) {
            throw RolloutClient.conflict(service);
        }
        out.println(service + ": all instances get requests, whatever their version.");
    }
}
