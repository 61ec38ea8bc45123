package io.linklog.stack.process;

import java.net.ConnectException;

/**
 * Whether a running program is ready.
 *
 * @param waitsFor why not, as the end of "it waits for …"; empty if it is ready or does not say
 */
public record Readiness(boolean isReady, String waitsFor) {

    /** Asks the program once. */
    public static Readiness of(Program program) {
        try {
            return new Readiness(program.answers(), "");
        } catch (Program.NotReady e) {
            return new Readiness(false, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Readiness(false, "");
        } catch (ConnectException e) {
            return new Readiness(false, "its start: no port is open yet");
        } catch (Exception notReady) {
            return new Readiness(false, "");
        }
    }
}
