package org.bailiwick.command.firewall;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.PacketFilterException;
import org.bailiwick.packetfilter.firewall.Firewall;
import org.bailiwick.packetfilter.firewall.Firewall.Outcome;
import org.bailiwick.packetfilter.firewall.FlowLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code firewall}: the packet filter in front of the Master Agent. */
@Command(
    name = "firewall",
    description =
        "The packet filter in front of the Master Agent: show, check, load, confirm, flows, unload"
            + " (docs/firewall.md).",
    synopsisSubcommandLabel = "(show | check | load | confirm | flows | unload)")
public final class FirewallCommand {
  private static final int LONGEST_WAIT = 3600;
  private static final int SHORTEST_PAUSE = 5;

  private final Nft nft;
  private final List<String> program;
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Option(
      names = "--file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "The operator's decisions (domain/firewall.json of the home).")
  private Path file;

  @Option(
      names = "--state",
      scope = ScopeType.INHERIT,
      paramLabel = "FOLDER",
      defaultValue = "/run/bailiwick-firewall",
      description =
          "Where commands of this machine wait for one another and for a confirmation"
              + " (${DEFAULT-VALUE}).")
  private Path state;

  @Option(
      names = "--log",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      defaultValue = "/var/log/bailiwick-firewall.log",
      description = "Where each change is written down (${DEFAULT-VALUE}).")
  private Path log;

  /** What the last load of this command has loaded or been refused with. */
  private String last = "";

  private List<String> warned = List.of();

  public FirewallCommand() {
    this(Nft.here(), List.of("nft"));
  }

  /**
   * Of another network namespace.
   *
   * @param program the command by which nft is run there
   */
  FirewallCommand(Nft nft, List<String> program) {
    this.nft = nft;
    this.program = List.copyOf(program);
  }

  @Command(description = "Prints the rule set that the files give now, and loads nothing.")
  int show() {
    Assembly assembly = assembly();
    warn(assembly);
    out().print(assembly.rules().text());
    out().flush();
    return 0;
  }

  @Command(description = "Has the kernel check that rule set, and loads nothing.")
  int check() {
    Assembly assembly = assembly();
    warn(assembly);
    firewall().check(assembly.rules());
    out().println(described("good", assembly));
    out().println("loaded now: " + firewall().digest().orElse("nothing"));
    return 0;
  }

  @Command(
      description =
          "Loads that rule set in one transaction. If it is loaded already, the addresses of"
              + " destinations are renewed and counters stay.")
  int load(
      @Option(
              names = "--confirm-within",
              paramLabel = "SECONDS",
              description = "Puts back what was loaded before, unless `firewall confirm` is given.")
          Integer wait,
      @Option(
              names = "--every",
              paramLabel = "SECONDS",
              description = "Stays, and loads again after each pause, when files or names change.")
          Integer pause)
      throws IOException, InterruptedException {
    require("--confirm-within", wait, 1);
    require("--every", pause, SHORTEST_PAUSE);
    if (wait != null && pause != null) {
      throw new ParameterException(
          spec.commandLine(), "--confirm-within and --every do not go together.");
    }
    if (pause == null) {
      return load(wait);
    }
    while (true) {
      try {
        load(null);
      } catch (IOException | RuntimeException e) {
        err().println("bailiwick: " + e.getMessage() + "; the rules stay as they are");
      }
      Thread.sleep(Duration.ofSeconds(pause));
    }
  }

  private void require(String option, Integer seconds, int least) {
    if (seconds != null && (seconds < least || seconds > LONGEST_WAIT)) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is a number of seconds from %d to %d.".formatted(option, least, LONGEST_WAIT));
    }
  }

  private int load(Integer wait) throws IOException {
    FirewallState common = new FirewallState(state);
    return common.alone(() -> load(common.confirmation(program), wait));
  }

  private int load(Confirmation confirmation, Integer wait) throws IOException {
    if (confirmation.isPending()) {
      throw new IllegalStateException(
          "rules that were loaded wait for ./bailiwick firewall confirm");
    }
    log().requireWritable();
    Assembly assembly = assembly();
    warn(assembly);
    if (wait != null) {
      confirmation.begin(firewall().snapshot(), Duration.ofSeconds(wait), log);
    }
    Outcome outcome = loaded(assembly, confirmation);
    if (isNews(outcome + assembly.rules().text()) || outcome != Outcome.REFRESHED) {
      String event = outcome.name().toLowerCase(Locale.ROOT);
      log().add("firewall." + event, assembly.counts());
      out().println(described(event, assembly));
    }
    if (wait != null) {
      out().println("What was loaded before comes back in " + wait + " seconds, unless");
      out().println("./bailiwick firewall confirm is given, best from a new connection.");
    }
    return 0;
  }

  private Outcome loaded(Assembly assembly, Confirmation confirmation) throws IOException {
    try {
      return firewall().load(assembly.rules());
    } catch (PacketFilterException e) {
      confirmation.end();
      Map<String, Object> details = new HashMap<>(assembly.counts());
      details.put("reason", e.getMessage());
      if (isNews(String.valueOf(e.getMessage()))) {
        log().add("firewall.refused", details);
      }
      throw e;
    }
  }

  /** A command that loads again and again writes down what is new, so that its log stays short. */
  private boolean isNews(String what) {
    boolean isNews = !what.equals(last);
    last = what;
    return isNews;
  }

  @Command(description = "Keeps rules that were loaded with --confirm-within.")
  int confirm() throws IOException {
    if (!new FirewallState(state).confirmation(program).end()) {
      throw new IllegalStateException("nothing waits for confirmation; see " + log);
    }
    String digest = firewall().digest().orElse("nothing");
    log().add("firewall.confirmed", Map.of("digest", digest));
    out().println("confirmed " + digest);
    return 0;
  }

  @Command(description = "Prints what was let through and refused, by partner and source.")
  int flows(@Option(names = "--json", description = "As one JSON object.") boolean json) {
    FlowLog flows =
        firewall().flows().orElseThrow(() -> new IllegalStateException("no rules are loaded here"));
    if (json) {
      out().println(FlowOutput.json(flows));
    } else {
      FlowOutput.print(flows, out());
    }
    return 0;
  }

  @Command(description = "Removes the rules, so that nothing is filtered.")
  int unload() throws IOException {
    FirewallState common = new FirewallState(state);
    return common.alone(() -> unload(common.confirmation(program)));
  }

  private int unload(Confirmation confirmation) throws IOException {
    log().requireWritable();
    confirmation.end();
    String digest = firewall().digest().orElse("nothing");
    if (firewall().unload()) {
      log().add("firewall.unloaded", Map.of("digest", digest));
      out().println("unloaded " + digest + "; nothing is filtered now");
    } else {
      out().println("no rules were loaded");
    }
    return 0;
  }

  private static String described(String what, Assembly assembly) {
    return "%s %s: %d sources may connect, %d destinations with %d addresses may be called"
        .formatted(
            what,
            assembly.rules().digest(),
            assembly.sources(),
            assembly.rules().destinations().size(),
            assembly.addresses());
  }

  private Assembly assembly() {
    return Assembly.of(home(), () -> operator.connect("auditor-1", Component.REGISTRY));
  }

  private void warn(Assembly assembly) {
    if (!assembly.warnings().equals(warned)) {
      assembly.warnings().forEach(each -> err().println("warning: " + each));
      warned = assembly.warnings();
    }
  }

  private FirewallHome home() {
    return FirewallHome.of(operator.home(), file);
  }

  private FirewallLog log() {
    return new FirewallLog(log);
  }

  private Firewall firewall() {
    return new Firewall(nft);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
