package org.bailiwick.command.injector;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.bailiwick.command.processlog.ProcessLog;
import org.bailiwick.injector.process.SidecarInjector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sidecar-injector run}: answers API servers until it is stopped. */
@Command(name = "run", description = "Runs a sidecar injector until it is stopped.")
final class InjectorRunCommand implements Callable<Integer> {
  @Mixin private InjectorFiles files;
  @Mixin private ProcessLog log;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    try (SidecarInjector running = SidecarInjector.start(files.settings(), this::say)) {
      say("listening port=" + running.port());
      stopped.await(); // for a signal, which ends the process
    }
    return 0;
  }

  private void say(String line) {
    log.say(SidecarInjector.class, line.replaceAll("\\p{Cntrl}", "?"));
  }
}
