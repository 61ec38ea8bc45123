package io.linklog.projector.commands;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Startup;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;

/** Opens the etcd client of a command. Its calls have a longer deadline than those of a service. */
public final class CommandLineEtcd {

    private CommandLineEtcd() {}

    /** Opens a client into the closer and waits until etcd answers. */
    public static Etcd open(EtcdSettings settings, Closer closer) throws InterruptedException {
        Etcd etcd = closer.add("etcd", new Etcd(settings.within(EtcdSettings.PATIENT)));
        // the first call starts the client; on a busy machine this takes longer than the timeout of a call
        Startup.await("etcd at " + settings.endpoints(), () -> etcd.await(etcd.get("/linklog")));
        return etcd;
    }
}
