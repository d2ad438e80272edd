package org.bailiwick.serverlog;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of the launcher, in a process of its own. */
class StandardStreamsTest {
  @TempDir Path folder;

  @Test
  void whatAProcessPrintsIsInItsLog() throws Exception {
    int ended = run();
    List<JsonObject> lines =
        Files.readAllLines(folder.resolve("node.log")).stream()
            .map(line -> Json.createReader(new StringReader(line)).readObject())
            .toList();
    assertThat(lines)
        .extracting(line -> line.getString("LoggerName") + " " + line.getString("LogMessage"))
        .containsExactly(
            "stdout printed",
            "stderr complained",
            "stdout half whole",
            "thread The thread main has ended");
    assertThat(lines).extracting(line -> line.getString("Node")).containsOnly("authority");
    assertThat(lines.getLast().getJsonObject("Throwable").getString("StackTrace"))
        .contains("IllegalStateException: the end");
    assertThat(ended).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("node.out"))).isEqualTo("before\nafter\n");
  }

  private int run() throws IOException, InterruptedException {
    Path settings = folder.resolve("logging.properties");
    String given = Files.readString(Path.of("../launcher/payara/logging.properties"));
    Files.writeString(settings, given.replace("@LOG@", folder.resolve("node.log").toString()));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dbailiwick.node=" + folder.resolve("authority"),
                Printing.class.getName(),
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("node.out").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
