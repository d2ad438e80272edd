package org.bailiwick.enforcement.process;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.enforcement.feed.MasterFeed;
import org.bailiwick.enforcement.listen.LocalPages;
import org.bailiwick.enforcement.picture.DomainPicture;
import org.bailiwick.enforcement.policies.EnforcedPolicies;
import org.bailiwick.enforcement.report.DenialBook;
import org.bailiwick.enforcement.report.ReportSender;
import org.bailiwick.policy.bundle.VerifiedBundle;

/** Tells how the process is. */
final class EnforcementWatch implements LocalPages.Watch {

  /** What is watched. */
  record Parts(
      MasterFeed feed,
      EnforcedPolicies policies,
      ReportSender reports,
      DomainPicture picture,
      DenialBook book,
      CredentialFolder credential) {}

  private final Parts parts;
  private final Clock clock;

  EnforcementWatch(Parts parts, Clock clock) {
    this.parts = parts;
    this.clock = clock;
  }

  @Override
  public Map<String, String> faults() {
    Map<String, String> faults = new TreeMap<>();
    if (!parts.feed().isFresh()) {
      faults.put("feed", "the Master Agent was not heard for too long, and all is denied");
    }
    if (parts.policies().inForce().isEmpty()) {
      faults.put(
          "policies",
          "there is no bundle, and all is denied"
              + parts.policies().refused().map(reason -> ": " + reason).orElse(""));
    }
    if (!parts.feed().isRunning()
        || !parts.policies().isRunning()
        || !parts.reports().isRunning()) {
      faults.put("threads", "a thread has ended");
    }
    if (credentialEnd().filter(clock.instant()::isBefore).isEmpty()) {
      faults.put("credential", "it has expired, or cannot be read");
    }
    return faults;
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    Optional<VerifiedBundle> bundle = parts.policies().inForce();
    bundle.ifPresent(known -> facts.put("policies", known.decisions().policyVersion()));
    parts.policies().refused().ifPresent(reason -> facts.put("refused", reason));
    parts.feed().position().ifPresent(position -> facts.put("position", position));
    facts.put("agents", Integer.toString(parts.picture().agents()));
    facts.put("tasks", Integer.toString(parts.picture().tasks()));
    credentialEnd().ifPresent(end -> facts.put("credential", end.toString()));
    return facts;
  }

  private Optional<Instant> credentialEnd() {
    try {
      X509Certificate leaf = parts.credential().chain().getFirst();
      return Optional.of(leaf.getNotAfter().toInstant());
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  @Override
  public String metrics() {
    StringBuilder text = new StringBuilder();
    family(text, "enforcement_decisions_total", "counter", "Requests that were asked about.");
    parts
        .book()
        .decisions()
        .forEach(
            (key, count) -> {
              String[] words = key.split(" ", 2);
              text.append(
                  "enforcement_decisions_total{application=\"%s\",outcome=\"%s\"} %d\n"
                      .formatted(words[0], words[1], count));
            });
    family(
        text,
        "enforcement_reports_dropped_total",
        "counter",
        "Denials and flows that no report had room for.");
    value(text, "enforcement_reports_dropped_total", parts.book().dropped());
    gauge(
        text,
        "enforcement_feed_fresh",
        "1 while the Master Agent is heard, else 0, and all is denied.",
        parts.feed().isFresh() ? 1 : 0);
    policyMetrics(text);
    gauge(text, "enforcement_agents", "Agents that are known.", parts.picture().agents());
    gauge(text, "enforcement_tasks", "Tasks that are live.", parts.picture().tasks());
    gauge(
        text,
        "enforcement_credential_left_seconds",
        "Seconds until the credential ends.",
        credentialEnd().map(end -> Duration.between(clock.instant(), end).toSeconds()).orElse(0L));
    return text.toString();
  }

  private void policyMetrics(StringBuilder text) {
    gauge(
        text,
        "enforcement_policy_number",
        "The number of the bundle in force; 0 without one.",
        parts.policies().inForce().map(VerifiedBundle::number).orElse(0L));
    gauge(
        text,
        "enforcement_policy_refused",
        "1 while a bundle that the Master Agent names is refused, else 0.",
        parts.policies().refused().isPresent() ? 1 : 0);
  }

  private static void family(StringBuilder text, String name, String type, String help) {
    text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
  }

  private static void gauge(StringBuilder text, String name, String help, long value) {
    family(text, name, "gauge", help);
    value(text, name, value);
  }

  private static void value(StringBuilder text, String name, long value) {
    text.append(name).append(' ').append(value).append('\n');
  }
}
