package org.bailiwick.command.processlog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.node.json.JsonText;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the log of a running command, each line as it is or as a JSON object. */
public final class ProcessLog {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--json-log",
      description = "Writes each line of the log as a JSON object, as the nodes do.")
  private boolean json;

  /**
   * Writes a line.
   *
   * @param source whose package is the name of the logger
   */
  public synchronized void say(Class<?> source, String line) {
    spec.commandLine().getOut().println(json ? entry(source, line) : line);
    spec.commandLine().getOut().flush();
  }

  private static String entry(Class<?> source, String line) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("Timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    members.put("Level", "INFO");
    members.put("LoggerName", source.getPackageName());
    members.put("LogMessage", line);
    return JsonText.of(members);
  }
}
