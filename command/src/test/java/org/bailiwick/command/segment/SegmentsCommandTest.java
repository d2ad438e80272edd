package org.bailiwick.command.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SegmentsCommandTest {
  private static final Path DEFAULTS = Path.of("../policy-engine/src/main/policies");
  private static final String PLAN =
      """
      {"segments":[
        {"name":"office","members":[{"subnet":"10.1.0.0/16"}],"within":"allow"},
        {"name":"ledger","members":[{"workload":"spiffe://bailiwick.example/agent/ledger"}]}],
       "allow":[{"from":"office","to":"ledger","protocol":"tcp","ports":["8000-9000"]}],"tasks":true}""";
  private static final String NETWORK =
      """
      {"hosts":["10.1.0.9","10.7.0.9"],"parties":[
        {"id":"spiffe://bailiwick.example/agent/ledger","addresses":["10.9.0.1","fd00::1"],"port":8443},
        {"id":"spiffe://bailiwick.example/agent/clerk","addresses":["10.1.0.2"],"port":8443}]}""";

  @TempDir private Path folder;
  private Path network;

  @BeforeEach
  void write() throws IOException {
    for (String name : new String[] {"schema.cedarschema", "connect.cedar"}) {
      Files.copy(DEFAULTS.resolve(name), folder.resolve(name));
    }
    Files.writeString(folder.resolve("segments.json"), PLAN);
    network = Files.writeString(folder.resolve("network.json"), NETWORK);
  }

  @Test
  void checksPacketsAgainstPolicies() throws Exception {
    assumeTrue(mayUnshare(), "network namespaces are refused here");
    String output = run(0, "check");
    assertThat(output)
        .matches("(?s)[1-9][0-9]{2,} flows compared, [1-9][0-9]* permitted, 0 differ\n");
    Files.writeString(
        folder.resolve("connect.cedar"),
        Files.readString(folder.resolve("connect.cedar"))
            + """
            @id("somebody-else") @reason("somebody-else")
            permit (principal is Bailiwick::Host, action == Bailiwick::Action::"connect", resource is Bailiwick::Host)
            when { context.port == 7999 };
            """);
    assertThat(run(1, "check", "--most", "1"))
        .contains("policies permit (somebody-else by somebody-else)", "1 differ");
  }

  @Test
  void showsWhoIsWhere() {
    assertThat(run(0, "show"))
        .contains("agent/ledger  ledger\n", "agent/clerk  office\n", "10.7.0.9  no segment\n");
  }

  @Test
  void printsRulesAndPolicies() {
    assertThat(run(0, "compile")).contains("table inet bailiwick_segments", "10.9.0.1 . 8443");
    assertThat(run(0, "compile", "--cedar")).contains("@id(\"allow-0\")", "context.port <= 9000");
  }

  @Test
  void refusesANetworkThatItCannotTellApart() throws IOException {
    Files.writeString(network, NETWORK.replace("10.1.0.2", "10.9.0.1"));
    StringWriter errors = new StringWriter();
    CommandLine line = new CommandLine(new SegmentsCommand()).setErr(new PrintWriter(errors));
    line.setExecutionExceptionHandler(
        (failure, unused, result) -> {
          errors.write(failure.getMessage());
          return 1;
        });
    assertThat(line.execute("compile", folder.toString(), "--network", network.toString()))
        .isEqualTo(1);
    assertThat(errors.toString()).contains("agent/ledger and", "agent/clerk", "10.9.0.1");
  }

  private String run(int code, String verb, String... more) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line =
        new CommandLine(new SegmentsCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(errors, true));
    String[] arguments = new String[4 + more.length];
    arguments[0] = verb;
    arguments[1] = folder.toString();
    arguments[2] = "--network";
    arguments[3] = network.toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    assertThat(line.execute(arguments)).as(errors.toString()).isEqualTo(code);
    return out.toString();
  }

  private static boolean mayUnshare() throws IOException, InterruptedException {
    return new ProcessBuilder("unshare", "--net", "nft", "list", "ruleset").start().waitFor() == 0;
  }
}
