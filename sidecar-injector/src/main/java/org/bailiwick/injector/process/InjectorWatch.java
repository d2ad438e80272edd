package org.bailiwick.injector.process;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.injector.admission.AdmissionCounts;
import org.bailiwick.injector.listen.InjectorPages;
import org.bailiwick.injector.listen.ServingCertificate;
import org.bailiwick.injector.policy.PolicyFile;

/** Tells how the process is. */
record InjectorWatch(
    PolicyFile policy, ServingCertificate certificate, AdmissionCounts counts, Clock clock)
    implements InjectorPages.Watch {

  @Override
  public Map<String, String> faults() {
    Map<String, String> faults = new TreeMap<>();
    policy
        .fault()
        .ifPresent(fault -> faults.put("policy", "the one from before is in use: " + fault));
    if (!certificate.end().isAfter(clock.instant())) {
      faults.put("certificate", "it has expired");
    }
    return faults;
  }

  @Override
  public String metrics() {
    StringBuilder text = new StringBuilder(512);
    family(text, "injector_admissions_total", "counter", "Questions of API servers.");
    for (AdmissionCounts.Outcome outcome : AdmissionCounts.Outcome.values()) {
      text.append("injector_admissions_total{outcome=\"")
          .append(outcome.name().toLowerCase(Locale.ROOT))
          .append("\"} ")
          .append(counts.of(outcome))
          .append('\n');
    }
    gauge(
        text,
        "injector_policy_faulty",
        "1 while the policy file has a fault and the one from before is in use, else 0.",
        policy.fault().isPresent() ? 1 : 0);
    gauge(
        text,
        "injector_certificate_left_seconds",
        "Seconds until the certificate ends.",
        Duration.between(clock.instant(), certificate.end()).toSeconds());
    return text.toString();
  }

  private static void family(StringBuilder text, String name, String type, String help) {
    text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
  }

  private static void gauge(StringBuilder text, String name, String help, long value) {
    family(text, name, "gauge", help);
    text.append(name).append(' ').append(value).append('\n');
  }
}
