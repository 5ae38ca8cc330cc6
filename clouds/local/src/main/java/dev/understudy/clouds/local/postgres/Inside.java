package dev.understudy.clouds.local.postgres;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Runs work where it belongs: every socket it opens is a socket of that place. */
public interface Inside {
    /** For whoever runs in the place already. */
    Inside HERE = new Inside() {
        @Override
        public <T> T call(Callable<T> task) throws IOException {
            try {
                return task.call();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    };

    <T> T call(Callable<T> task) throws IOException;
}
