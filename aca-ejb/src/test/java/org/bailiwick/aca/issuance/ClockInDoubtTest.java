package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is issued by a clock that has leapt, and it goes on by itself. */
class ClockInDoubtTest {

  @TempDir private Path folder;
  private IssuerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void refusesBeforeAnythingIsReservedAndIssuesWhenTheClockIsRight() {
    IssuedCredential before = fixture.issue(fixture.device().send());
    Submission submission = fixture.device().send();
    fixture.leap.set(Duration.ofDays(30));
    fixture.refuses(() -> fixture.issue(submission), "clock-in-doubt");
    fixture.refuses(
        () ->
            fixture.mintAt.apply(fixture.clock).mint(before, Duration.ofHours(1), Optional.empty()),
        "clock-in-doubt");
    fixture.leap.set(Duration.ZERO);
    assertThat(fixture.issue(submission).holder()).isEqualTo(before.holder());
  }

  /** A head's time tells the next start what time it was. */
  @Test
  void signsNoHeadMeanwhile() {
    fixture.issue(fixture.device().send());
    fixture.leap.set(Duration.ofDays(30));
    int stated = fixture.heads.read(0, 100).size();
    fixture.heads.keep();
    assertThat(fixture.heads.read(0, 100)).hasSize(stated);
    fixture.leap.set(Duration.ZERO);
    fixture.heads.keep();
    assertThat(fixture.heads.read(0, 100)).hasSizeGreaterThan(stated);
  }
}
