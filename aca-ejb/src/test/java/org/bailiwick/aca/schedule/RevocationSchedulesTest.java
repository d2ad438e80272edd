package org.bailiwick.aca.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.revocation.RevokerFixture;
import org.bailiwick.aca.revocation.Specimen;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.aca.schedule.RevocationSchedule.Outcome;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lease.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R15: scheduled decommissioning, on a clock that the test moves. */
class RevocationSchedulesTest {

  private static final TriggerOrder ORDER =
      new TriggerOrder("decommissioning", Subject.parse("owner:Finance"), "contract ends");

  @TempDir private Path folder;
  private RevokerFixture fixture;
  private ScheduleBook book;
  private RevocationSchedules schedules;

  @BeforeEach
  void open() {
    fixture = new RevokerFixture(folder);
    book = new ScheduleBook(fixture.database.reader());
    schedules = node("node-1");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private RevocationSchedules node(String name) {
    return new RevocationSchedules(
        fixture.gate,
        fixture.database.writer(),
        book,
        fixture.triggers,
        new DueSchedules(
            book,
            fixture.triggers,
            fixture.database.writer(),
            new Lease(fixture.database.writer(), name, fixture.clock),
            new SilentMeter()),
        fixture.clock);
  }

  @Test
  void executesWhatIsDueAndNothingBefore() {
    fixture.issued(new Specimen(1));
    RevocationSchedules.Receipt receipt = schedule(in(Duration.ofHours(1)));
    assertThat(receipt.outlook().reached()).hasSize(1);
    assertThat(run()).isZero();
    assertThat(fixture.database.count("revocation")).isZero();
    fixture.issued(new Specimen(2));

    fixture.clock.move(Duration.ofHours(1));
    assertThat(run()).isOne();
    assertThat(fixture.database.count("revocation")).isEqualTo(2);
    RevocationSchedule ended = schedules.ended(fixture.operator("auditor")).getFirst();
    assertThat(ended.id()).isEqualTo(receipt.schedule().id());
    assertThat(ended.end().orElseThrow().outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(schedules.pending(fixture.operator("auditor"))).isEmpty();
    assertThat(run()).isZero();
  }

  /** The authority was down at the time; another node instance starts later. */
  @Test
  void executesAtStartWhatWasMissed() {
    fixture.issued(new Specimen(1).validFor(Duration.ofDays(30)));
    schedule(in(Duration.ofDays(2)));
    schedule(in(Duration.ofDays(1)));
    fixture.clock.move(Duration.ofDays(9));
    assertThat(node("node-2").runDue(fixture.clock.instant())).isEqualTo(2);
    assertThat(fixture.database.count("revocation")).isOne();
  }

  @Test
  void aCancelledOneIsNotExecuted() {
    fixture.issued(new Specimen(1));
    UUID id = schedule(in(Duration.ofHours(1))).schedule().id();
    RevocationSchedule cancelled = schedules.cancel(fixture.operator("officer"), id);
    assertThat(cancelled.end().orElseThrow().outcome()).isEqualTo(Outcome.CANCELLED);
    fixture.clock.move(Duration.ofHours(2));
    assertThat(run()).isZero();
    assertThat(fixture.database.count("revocation")).isZero();
    assertThat(refusal(() -> schedules.cancel(fixture.operator("officer"), id)).type())
        .isEqualTo(ProblemType.SCHEDULE_ENDED);
  }

  @Test
  void anExecutedOneCannotBeCancelledAndAnUnknownOneIsNotFound() {
    UUID id = schedule(in(Duration.ofHours(1))).schedule().id();
    fixture.clock.move(Duration.ofHours(2));
    assertThat(run()).isOne();
    assertThat(refusal(() -> schedules.cancel(fixture.operator("officer"), id)).type())
        .isEqualTo(ProblemType.SCHEDULE_ENDED);
    assertThat(refusal(() -> schedules.cancel(fixture.operator("officer"), new UUID(1, 2))).check())
        .isEqualTo("schedule-unknown");
  }

  @Test
  void twoNodesExecuteItOnce() throws Exception {
    fixture.issued(new Specimen(1));
    schedule(in(Duration.ofHours(1)));
    fixture.clock.move(Duration.ofHours(1));
    List<Callable<Integer>> work = new ArrayList<>();
    for (int node = 1; node <= 8; node++) {
      RevocationSchedules mine = node("node-" + node);
      work.add(() -> mine.runDue(fixture.clock.instant()));
    }
    int executed = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> each : threads.invokeAll(work)) {
        executed += each.get();
      }
    }
    assertThat(executed).isOne();
    assertThat(fixture.database.count("revocation")).isOne();
    assertThat(fixture.database.count("revocation_schedule_end")).isOne();
  }

  @Test
  void whatThePolicyNoLongerAllowsEndsRefusedForAnOfficerToSee() throws Exception {
    fixture.issued(new Specimen(1));
    fixture.issued(new Specimen(2));
    schedule(in(Duration.ofHours(1)));
    write(
        "{\"trigger\":\"decommissioning\",\"subjects\":[\"owner\"],\"reach\":[\"subject\"],"
            + "\"reason\":\"superseded\",\"most\":1}");
    fixture.clock.move(Duration.ofHours(1));
    assertThat(run()).isZero();
    assertThat(fixture.database.count("revocation")).isZero();
    RevocationSchedule.End end =
        schedules.ended(fixture.operator("officer")).getFirst().end().orElseThrow();
    assertThat(end.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(end.check()).isEqualTo("reach-too-wide");
  }

  @Test
  void waitsWhileThePoliciesCannotBeRead() throws Exception {
    fixture.issued(new Specimen(1));
    schedule(in(Duration.ofHours(1)));
    String sound = Files.readString(file());
    write("{");
    fixture.clock.move(Duration.ofHours(1));
    assertThat(run()).isZero();
    assertThat(schedules.pending(fixture.operator("officer"))).hasSize(1);
    write(sound);
    fixture.clock.move(Duration.ofSeconds(5));
    assertThat(run()).isOne();
    assertThat(fixture.database.count("revocation")).isOne();
  }

  @Test
  void onlyAnOfficerOrdersAndCancels() {
    UUID id = schedule(in(Duration.ofHours(1))).schedule().id();
    for (Runnable act :
        List.<Runnable>of(
            () -> schedules.schedule(fixture.operator("auditor"), ORDER, in(Duration.ofHours(1))),
            () -> schedules.cancel(fixture.operator("auditor"), id))) {
      assertThat(refusal(act).type()).isEqualTo(ProblemType.POLICY_DENIED);
    }
    assertThat(fixture.database.count("revocation_schedule")).isOne();
    assertThat(schedules.pending(fixture.operator("auditor"))).hasSize(1);
  }

  @Test
  void aTimeThatIsOverOrFarAwayIsRefused() {
    for (Instant time : List.of(fixture.clock.instant(), in(Duration.ofDays(4000)))) {
      assertThat(refusal(() -> schedule(time)).check()).isEqualTo("schedule-time");
    }
  }

  private RevocationSchedules.Receipt schedule(Instant at) {
    return schedules.schedule(fixture.operator("officer"), ORDER, at);
  }

  private Instant in(Duration duration) {
    return fixture.clock.instant().plus(duration);
  }

  private int run() {
    return schedules.runDue(fixture.clock.instant());
  }

  private Path file() {
    return fixture.home.folder("revocation").resolve("decommissioning.json");
  }

  private void write(String text) throws Exception {
    Files.writeString(file(), text);
    fixture.clock.move(Duration.ofSeconds(2));
  }

  private static ProblemException refusal(Runnable act) {
    return catchThrowableOfType(ProblemException.class, act::run);
  }
}
