package org.bailiwick.packetfilter.segment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.PacketFilterException;
import org.bailiwick.packetfilter.listing.ListedTable;
import org.bailiwick.packetfilter.segment.TaskElements.LiveTask;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.SegmentsRefusedException;

/**
 * The check of a plan before it is activated: its rules are loaded into an empty network namespace,
 * and what the kernel lists there is compared with the policies; once without tasks, and once while
 * tasks run between every other pair of agents.
 */
public final class PlanCheck {
  private static final Duration LONG = Duration.ofHours(1);

  private final SegmentPlan plan;
  private final SegmentWorld world;
  private final DecisionPort decisions;

  /**
   * @param decisions has the plan's policies
   */
  public PlanCheck(SegmentPlan plan, SegmentWorld world, DecisionPort decisions) {
    this.plan = plan;
    this.world = world;
    this.decisions = decisions;
  }

  /**
   * Compares rules and policies.
   *
   * @param most disagreements after which it stops
   * @throws SegmentsRefusedException if the plan does not fit the world
   * @throws PacketFilterException if the kernel refuses the rules
   */
  public AgreementCheck.Result run(int most) {
    SegmentRules rules = SegmentRules.compile(plan, world);
    AgreementCheck.Result idle = run(rules, List.of(), most);
    if (!plan.tasks() || !idle.disagreements().isEmpty()) {
      return idle;
    }
    AgreementCheck.Result busy = run(rules, everyOtherPair(), most);
    return new AgreementCheck.Result(
        idle.flows() + busy.flows(), idle.permitted() + busy.permitted(), busy.disagreements());
  }

  private AgreementCheck.Result run(SegmentRules rules, List<LiveTask> tasks, int most) {
    Set<String> pairs = new HashSet<>();
    tasks.forEach(task -> pairs.add(task.caller() + " " + task.callee()));
    BiFunction<String, String, Optional<String>> task =
        (caller, callee) -> Optional.of(caller + " " + callee).filter(pairs::contains);
    String text =
        rules.load(TaskElements.of(tasks, TaskElements.Parties.of(world)).texts(Instant.EPOCH));
    return new AgreementCheck(plan, world, decisions, task)
        .compare(ListedTable.parse(Nft.listed(text, SegmentRules.TABLE)), most);
  }

  private List<LiveTask> everyOtherPair() {
    List<LiveTask> tasks = new ArrayList<>();
    int pair = 0;
    for (SegmentParty caller : world.parties()) {
      for (SegmentParty callee : world.parties()) {
        if (pair++ % 2 == 0) {
          tasks.add(new LiveTask(caller.id(), callee.id(), Instant.EPOCH.plus(LONG)));
        }
      }
    }
    return tasks;
  }
}
