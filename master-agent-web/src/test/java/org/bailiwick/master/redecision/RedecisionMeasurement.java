package org.bailiwick.master.redecision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.grantedquestion.GrantedQuestions;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.OwnPolicies;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.Entity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes to decide again about 10,000 tokens that live, of as many or of few callers, of
 * which none, one in a hundred, or all are denied.
 */
@EnabledIfSystemProperty(named = "measure.redecisions", matches = "[0-9]+")
class RedecisionMeasurement {
  private static final int TOKENS = Integer.getInteger("measure.redecisions", 10_000);
  private static final CapabilitySet SCOPE = CapabilitySet.parseScope("invoice.parse@1");

  @TempDir Path folder;
  private final AtomicReference<DecisionPort> port = new AtomicReference<>();
  private final AtomicReference<String> version = new AtomicReference<>("1");

  @Test
  void measures() {
    measure("callers as many as tokens, none denied", TOKENS, 0);
    measure("100 callers, none denied", 100, 0);
    measure("callers as many as tokens, 1 in 100 denied", TOKENS, 100);
    measure("100 callers, 1 in 100 denied", 100, 100);
    measure("100 callers, all denied", 100, 1);
  }

  private void measure(String name, int callers, int oneIn) {
    try (MasterRig rig = new MasterRig(folder.resolve(name.replace(' ', '-')))) {
      fill(rig, callers);
      port.set(DefaultPolicies.inForce());
      version.set("1");
      Redecisions redecisions = redecisions(rig);
      redecisions.run();
      redecisions.run();
      port.set(policies(name, oneIn));
      version.set("2");
      long asked = redecisions.asked();
      Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
      long begun = System.nanoTime();
      redecisions.run();
      Duration taken = Duration.ofNanos(System.nanoTime() - begun);
      long ended = Long.parseLong(rig.column("select count(*) from token_end").getFirst());
      System.out.printf(
          "redecision: %s: %d asked, %d ended, %d ms, %d ms of processor time%n",
          name,
          redecisions.asked() - asked,
          ended,
          taken.toMillis(),
          ProcessHandle.current().info().totalCpuDuration().orElseThrow().minus(cpu).toMillis());
      assertThat(redecisions.asked() - asked).isEqualTo(TOKENS);
      assertThat(ended).isEqualTo(oneIn == 0 ? 0 : TOKENS / oneIn);
    }
  }

  private DecisionPort policies(String name, int oneIn) {
    String denied =
        oneIn == 0
            ? "false"
            : oneIn == 1 ? "true" : "principal has owner && principal.owner == \"0\"";
    return OwnPolicies.with(
        folder.resolve("policies-" + name.replace(' ', '-')),
        "admit",
        """
        @id("measured")
        @reason("measured")
        forbid (principal is Bailiwick::Agent, action == Bailiwick::Action::"admit", resource)
        when { %s };
        """
            .formatted(denied));
  }

  private Redecisions redecisions(MasterRig rig) {
    Gate gate = new Gate(request -> port.get().decide(request), rig.writer);
    TokenRevoker revoker =
        new TokenRevoker(
            new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal), () -> {});
    return new Redecisions(
        new TokenReview(
            new TokenReview.Parts(gate::denialNow, subject -> true, rig.ledger, revoker),
            SharedWork.of(ForkJoinPool.commonPool()),
            rig.clock),
        new GrantedQuestions(rig.store()),
        version::get,
        new Lease(rig.writer, "one", rig.clock),
        rig.clock,
        System::nanoTime);
  }

  private static void fill(MasterRig rig, int callers) {
    for (int from = 0; from < TOKENS; from += 200) {
      List<UnitOfWork> units = new ArrayList<>();
      for (int each = from; each < Math.min(from + 200, TOKENS); each++) {
        TokenRecord token =
            TestJobs.token(rig, TokenKind.ACCESS, TestJobs.granted(rig, rig.partner.buyer), SCOPE);
        units.add(
            rig.ledger
                .insertion(token)
                .thenReferring(GrantedQuestions.insertion(token, question(each, callers))));
      }
      rig.writer.commit(UnitOfWork.all(units));
    }
  }

  private static Question question(int token, int callers) {
    return Question.of(
        new Entity(
            "Agent",
            "spiffe://partner.example/agent/buyer-" + token % callers,
            Map.of(
                "trust_domain",
                "partner.example",
                "foreign",
                true,
                "owner",
                String.valueOf(token % 100),
                "capabilities",
                Set.of("invoice.parse@1", "fx.rates@1"))),
        Action.ADMIT,
        new Entity("Service", "token", Map.of("name", "token")),
        Map.of(
            "caller_kind", "agent",
            "authenticated_by", Set.of("mtls"),
            "scope", Set.of("invoice.parse@1"),
            "agent_scope", Set.of("invoice.parse@1", "fx.rates@1"),
            "granted_scope", Set.of("invoice.parse@1")));
  }
}
