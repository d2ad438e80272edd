package org.bailiwick.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.outbox.OutboxSettings;
import org.bailiwick.master.runner.RunnerSettings;
import org.bailiwick.master.slots.CallBounds;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.node.settings.Settings;
import org.junit.jupiter.api.Test;

class MasterSettingsTest {

  private final Map<String, String> values = new HashMap<>();

  MasterSettingsTest() {
    values.put("node.name", "domain");
    values.put("node.policy-folder", "policy");
    values.put("node.trust-domain", "bailiwick.example");
    values.put("node.aca-url", "https://aca.example");
    values.put("node.aca-plain-url", "http://aca.example");
    values.put("node.root-fingerprint", "00ff");
    values.put("node.operator-ca", "operator-ca.der");
    values.put("node.tls-folder", "tls");
    values.put("master.base-url", "https://master.example");
    values.put("master.ars-url", "https://ars.example");
    values.put("master.partners-folder", "partners");
    values.put("master.audit-heads-file", "heads");
    values.put("master.hsm.configuration", "master.cfg");
    values.put("master.hsm.pin-file", "master.pin");
  }

  private MasterSettings.Limits limits() {
    return MasterSettings.read(Settings.from(key -> Optional.ofNullable(values.get(key)))).limits();
  }

  private CallBounds bounds() {
    return limits().calls().bounds();
  }

  @Test
  void theBoundsOfStoredResultsHaveRoomForTheLongestOne() {
    assertThat(limits().jobs().memory().stored())
        .isEqualTo(new ResultBounds(65_536, 16_777_216, 67_108_864, 1_073_741_824));
    values.put("master.max-result-bytes", "65536");
    values.put("master.result-reference-bytes", "65537");
    assertThatThrownBy(this::limits)
        .hasMessageContaining("master.max-result-bytes must be at least master.result-reference");
    values.put("master.max-result-bytes", "100000000");
    assertThatThrownBy(this::limits)
        .hasMessageContaining("master.max-job-stored-results must be at least");
    values.put("master.max-job-stored-results", "100000000");
    values.put("master.max-stored-results", "399999999");
    assertThatThrownBy(this::limits)
        .hasMessageContaining("master.max-stored-results must be at least four times");
  }

  @Test
  void jobsStayAtLeastAsLongAsTheirTexts() {
    assertThat(limits().retention())
        .isEqualTo(
            new MasterSettings.Retention(
                Duration.ofDays(7), Duration.ofDays(90), Duration.ofDays(90).plusHours(1)));
    values.put("master.retention-texts", "P30D");
    values.put("master.retention-jobs", "P29D");
    assertThatThrownBy(this::limits)
        .hasMessageContaining("master.retention-jobs must be at least master.retention-texts");
    values.put("master.retention-texts", "PT1M");
    values.put("master.retention-jobs", "PT59M");
    assertThatThrownBy(this::limits).hasMessageContaining("and master.job-duration");
    values.put("master.retention-jobs", "never");
    assertThatThrownBy(this::limits)
        .hasMessageContaining("master.retention-jobs must be a positive");
  }

  @Test
  void thePausesBetweenPollsHaveBounds() {
    assertThat(limits().calls().polls())
        .isEqualTo(new RunnerSettings.Polls(Duration.ofSeconds(2), Duration.ofMinutes(1)));
    values.put("master.min-poll-pause", "PT0.5S");
    values.put("master.max-poll-pause", "PT0.4S");
    assertThatThrownBy(this::limits)
        .hasMessageContainingAll(
            "master.min-poll-pause must be at least PT1S",
            "master.max-poll-pause must be at least master.min-poll-pause");
  }

  @Test
  void thePausesBetweenTriesOfAnActHaveBounds() {
    assertThat(limits().outbox())
        .isEqualTo(
            new OutboxSettings(
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                Duration.ofDays(1),
                Duration.ofSeconds(10),
                16));
    values.put("master.ending-first-pause", "PT0.5S");
    values.put("master.ending-longest-pause", "PT0.4S");
    values.put("master.ending-give-up-after", "PT0.3S");
    values.put("master.ending-call-timeout", "PT61S");
    values.put("master.ending-calls", "0");
    assertThatThrownBy(this::limits)
        .hasMessageContainingAll(
            "master.ending-first-pause must be at least PT1S",
            "master.ending-longest-pause must be at least master.ending-first-pause",
            "master.ending-give-up-after must be at least master.ending-longest-pause",
            "master.ending-call-timeout must be from PT1S to PT1M",
            "master.ending-calls must be a whole number from 1 to 256");
  }

  @Test
  void sharesOfTheCallsFollowTheirNumber() {
    assertThat(bounds()).isEqualTo(new CallBounds(64, 16, 32, 32));
    values.put("master.max-calls", "1");
    assertThat(bounds()).isEqualTo(new CallBounds(1, 1, 1, 1));
    values.put("master.max-calls", "10");
    values.put("master.max-calls-per-agent", "10");
    assertThat(bounds()).isEqualTo(new CallBounds(10, 10, 5, 5));
  }

  @Test
  void aShareThatIsMoreThanTheWholeIsRefused() {
    values.put("master.max-calls", "10");
    values.put("master.max-calls-per-agent", "11");
    values.put("master.max-calls-per-caller", "0");
    values.put("master.max-calls-per-domain", "many");
    assertThatThrownBy(this::bounds)
        .hasMessageContainingAll(
            "master.max-calls-per-agent must be a whole number from 1 to 10",
            "master.max-calls-per-caller",
            "master.max-calls-per-domain");
  }

  /** They would be without effect, so an operator who tightened one must learn of it. */
  @Test
  void settingsThatOnceHeldRulesOfAuthenticationAreRefused() {
    values.put("master.authentication.jobs", "all-of(mtls,access-token)");
    values.put("master.authentication.oversight", "mtls");
    assertThatThrownBy(this::bounds)
        .hasMessageContainingAll(
            "master.authentication.jobs has moved to a file of master.authentication-folder",
            "master.authentication.oversight has moved");
  }
}
