package dev.understudy.clouds.local.fabric;

import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalCloudException.Kind;
import dev.understudy.clouds.local.LocalCloudStatus;
import java.io.IOException;
import java.util.concurrent.Callable;

/** No namespaces: places are loopback addresses, and nothing between them can be slowed or cut. */
public final class LoopbackFabric implements Fabric {
    private final int secondOctet;

    /** @param secondOctet of every address, {@code 127.secondOctet.N.1} */
    public LoopbackFabric(int secondOctet) {
        this.secondOctet = secondOctet;
    }

    @Override
    public LocalCloudStatus.Fabric kind() {
        return LocalCloudStatus.Fabric.LOOPBACK;
    }

    @Override
    public String sentence() {
        return "zones are loopback addresses; a dead zone is one whose processes are stopped, slowness is injected in the"
                + " service";
    }

    @Override
    public LocalCloudStatus.Place open(String name, int number) {
        return new LocalCloudStatus.Place("127." + secondOctet + "." + number + ".1", "");
    }

    @Override
    public void close(String name) {}

    @Override
    public void link(LinkSpec spec) {
        if (!spec.isPlain()) {
            throw new LocalCloudException(
                    Kind.UNSUPPORTED,
                    "link " + spec.from() + " to " + spec.to() + " cannot be changed: zones are loopback addresses;"
                            + " slowness is injected in the service (slow), and a zone can only die as a whole (kill)");
        }
    }

    @Override
    public <T> T inside(String name, Callable<T> task) throws IOException {
        try {
            return task.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("work in place " + name + " failed: " + e, e);
        }
    }

    @Override
    public void close() {}
}
