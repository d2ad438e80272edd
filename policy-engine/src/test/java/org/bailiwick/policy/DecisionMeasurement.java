package org.bailiwick.policy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the processor time of one decision about {@code issue}, after warm-up, in one thread. It
 * is not a test: {@code -Dmeasure.decisions=5000} runs rounds of 5000 decisions and prints the
 * fastest round.
 */
@EnabledIfSystemProperty(named = "measure.decisions", matches = "[0-9]+")
class DecisionMeasurement {
  private static final int ROUNDS = 6;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @Test
  void measure() {
    CedarDecisionPoint point =
        CedarDecisionPoint.load(TestFolder.copyOfDefaults(folder.resolve("policies")).path());
    int count = Integer.getInteger("measure.decisions");
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < count; i++) {
        point.decide(question("agent-" + i));
      }
      best = Math.min(best, (threads.getCurrentThreadCpuTime() - before) / 1e3 / count);
    }
    System.out.printf("%.0f us of processor time a decision%n", best);
  }

  private static AccessRequest question(String name) {
    Entity person =
        new Entity(
            "Person",
            "https://idp.example#alice",
            Map.of(
                "kind", "person",
                "issuer", "https://idp.example",
                "subject", "alice",
                "roles", Set.of("accounts-payable")));
    Entity credential =
        new Entity(
            "Credential",
            "spiffe://bailiwick.example/agent/" + name,
            Map.of(
                "trust_domain", "bailiwick.example",
                "name", name,
                "profile", "agent-default",
                "owner", "Accounts Payable",
                "name_owner", "",
                "capabilities", Set.of("invoice.parse@1")));
    return new AccessRequest(person, Action.ISSUE, credential, context());
  }

  private static Map<String, Object> context() {
    return Map.of(
        "protocol",
        "native",
        "attestation_status",
        "affirming",
        "attestation_sufficient",
        true,
        "device_issuer",
        "CN=Maker",
        "attestors",
        Set.of("idevid"),
        "profile_capabilities_ok",
        true,
        "owner_allowed",
        true);
  }
}
