package org.bailiwick.command.segment;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.segment.AgreementCheck;
import org.bailiwick.packetfilter.segment.Disagreement;
import org.bailiwick.packetfilter.segment.PlanCheck;
import org.bailiwick.packetfilter.segment.SegmentFlows;
import org.bailiwick.packetfilter.segment.SegmentRules;
import org.bailiwick.packetfilter.segment.SegmentWorld;
import org.bailiwick.policy.segment.SegmentMembership;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code segments}: a plan of segments before and while it is in force. */
@Command(
    name = "segments",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      SegmentsCommand.CheckCommand.class,
      SegmentsCommand.ShowCommand.class,
      SegmentsCommand.CompileCommand.class,
      SegmentsCommand.FlowsCommand.class
    },
    description = "Checks and shows segments of the network (docs/segments.md).")
public final class SegmentsCommand {

  /** {@code segments check}. */
  @Command(
      name = "check",
      description = "Compares packet filter and policies for every pair; changes nothing.")
  static final class CheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SegmentFiles files;

    @Option(
        names = "--most",
        paramLabel = "N",
        defaultValue = "20",
        description = "Stops after so many differences (${DEFAULT-VALUE}).")
    private int most;

    @Override
    public Integer call() {
      AgreementCheck.Result result =
          new PlanCheck(files.plan(), files.world(), files.decisions()).run(most);
      PrintWriter out = spec.commandLine().getOut();
      result.disagreements().stream().map(Disagreement::explained).forEach(out::println);
      out.printf(
          "%d flows compared, %d permitted, %d differ%n",
          result.flows(), result.permitted(), result.disagreements().size());
      return result.disagreements().isEmpty() ? 0 : 1;
    }
  }

  /** {@code segments show}. */
  @Command(name = "show", description = "Shows who is in which segment.")
  static final class ShowCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SegmentFiles files;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      SegmentPlan plan = files.plan();
      SegmentWorld world = files.world();
      SegmentMembership membership = new SegmentMembership(plan);
      for (SegmentParty party : world.parties()) {
        out.println(party.id() + "  " + names(membership.of(party)));
      }
      for (InetAddress host : world.hosts()) {
        out.println(host.getHostAddress() + "  " + names(membership.of(host)));
      }
      SegmentRules.closing(plan, world)
          .closed()
          .forEach((id, reason) -> out.println(id + "  closed: " + reason));
      return 0;
    }

    private static String names(Iterable<String> segments) {
      String names = String.join(" ", segments);
      return names.isEmpty() ? "no segment" : names;
    }
  }

  /** {@code segments compile}. */
  @Command(name = "compile", description = "Prints rules of nftables, or policies with --cedar.")
  static final class CompileCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SegmentFiles files;

    @Option(names = "--cedar", description = "Prints the policies of connect instead.")
    private boolean cedar;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      out.print(
          cedar
              ? files.plan().toCedar()
              : SegmentRules.compile(files.plan(), files.world()).load());
      out.flush();
      return 0;
    }
  }

  /** {@code segments flows}. */
  @Command(name = "flows", description = "Shows what the rules of this machine have seen.")
  static final class FlowsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      SegmentFlows flows = SegmentFlows.read(Nft.here());
      print("opened", flows, flows.opened());
      print("denied", flows, flows.denied());
      return 0;
    }

    private void print(String what, SegmentFlows flows, List<SegmentFlows.Seen> seen) {
      PrintWriter out = spec.commandLine().getOut();
      for (SegmentFlows.Seen one : seen) {
        out.printf(
            "%s %s -> %s %s %d  packets=%d bytes=%d rule now: %s%n",
            what,
            one.caller(),
            one.callee(),
            one.protocol(),
            one.port(),
            one.packets(),
            one.bytes(),
            flows.because(one));
      }
    }
  }
}
