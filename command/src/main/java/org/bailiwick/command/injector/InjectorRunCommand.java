package org.bailiwick.command.injector;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.bailiwick.injector.process.SidecarInjector;
import org.bailiwick.node.json.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sidecar-injector run}: answers API servers until it is stopped. */
@Command(name = "run", description = "Runs a sidecar injector until it is stopped.")
final class InjectorRunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private InjectorFiles files;

  @Option(
      names = "--json-log",
      description = "Writes each line of the log as a JSON object, as the nodes do.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    try (SidecarInjector running = SidecarInjector.start(files.settings(), this::say)) {
      say("listening port=" + running.port());
      stopped.await(); // for a signal, which ends the process
    }
    return 0;
  }

  private synchronized void say(String line) {
    String plain = line.replaceAll("\\p{Cntrl}", "?");
    spec.commandLine().getOut().println(json ? entry(plain) : plain);
    spec.commandLine().getOut().flush();
  }

  private static String entry(String line) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("Timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    members.put("Level", "INFO");
    members.put("LoggerName", SidecarInjector.class.getPackageName());
    members.put("LogMessage", line);
    return JsonText.of(members);
  }
}
