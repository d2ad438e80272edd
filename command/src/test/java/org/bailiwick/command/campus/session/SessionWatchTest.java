package org.bailiwick.command.campus.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.bailiwick.client.revocation.CrlState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionWatchTest {
  private static final String SECRET = "0123456789abcdef";
  private static final Instant ADMITTED = Instant.ofEpochSecond(1_796_102_454);

  @TempDir private Path folder;
  private final TestSwitch far = new TestSwitch(SECRET);
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(ADMITTED.plusSeconds(5));
  private final AtomicReference<CrlState> state = new AtomicReference<>(CrlState.GOOD);
  private Path notes;
  private int port;
  private SessionWatch watch;

  @BeforeEach
  void journal() throws IOException {
    notes = folder.resolve("disconnects.tsv");
    Files.createDirectories(folder.resolve("sessions"));
    admitted(JournalLineTest.LINE);
  }

  @AfterEach
  void stop() throws IOException {
    watch.close();
    far.close();
  }

  private void admitted(String line) throws IOException {
    Files.writeString(
        folder.resolve("sessions/2026-12-01.tsv"),
        line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void start(SessionWatch.WhenStale whenStale) throws IOException {
    watch =
        SessionWatch.open(
            new SessionWatch.Settings(
                folder.resolve("sessions"),
                notes,
                InetAddress.getLoopbackAddress(),
                (name, address) ->
                    name.equals("hall-1")
                        ? Optional.of(new SessionWatch.Switch(SECRET, port))
                        : Optional.empty(),
                whenStale,
                Duration.ofMinutes(20),
                log::add,
                now::get),
            (String key, BigInteger serial) -> state.get());
  }

  private void answering(int code, int cause) throws IOException {
    port = far.listen(request -> far.answer(request, code, cause));
    start(SessionWatch.WhenStale.DISCONNECT);
  }

  /** Looks until this holds. */
  private void until(BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!holds.getAsBoolean() && System.nanoTime() < end) {
      watch.look();
      Thread.sleep(20);
    }
    assertThat(holds.getAsBoolean()).as(log.toString()).isTrue();
  }

  private boolean said(String text) {
    return log.stream().anyMatch(line -> line.contains(text));
  }

  @Test
  void endsTheSessionOfARevokedCertificateOnce() throws Exception {
    answering(41, 0);
    watch.look();
    assertThat(watch.count()).isOne();
    state.set(CrlState.REVOKED);
    until(() -> said("session=ended reason=revoked"));
    assertThat(far.requests()).hasSize(1).allMatch(far::accepts);
    assertThat(log)
        .anyMatch(
            line ->
                line.equals(
                    "session=ended reason=revoked name=spiffe://bailiwick.example/device/camera"
                        + " serial=34e95545c4375553de97b1f3450db69a323956c1 switch=hall-1"));
    watch.close();
    start(SessionWatch.WhenStale.DISCONNECT);
    watch.look();
    assertThat(watch.count()).isZero();
    assertThat(far.requests()).hasSize(1);
    assertThat(log).noneMatch(line -> line.contains(SECRET));
  }

  @Test
  void endsTheSessionOfAnExpiredCertificate() throws Exception {
    answering(41, 0);
    watch.look();
    assertThat(log).isEmpty();
    now.set(Instant.parse("2026-12-03T05:18:52Z"));
    until(() -> said("session=ended reason=expired"));
  }

  @Test
  void asksWithoutTheNameBeforeItBelievesThatThereIsNoSession() throws Exception {
    answering(42, 503);
    state.set(CrlState.REVOKED);
    until(() -> said("session=absent reason=revoked"));
    assertThat(far.requests()).hasSize(2);
    assertThat(TestSwitch.has(far.requests().get(0), RadiusAttribute.USER_NAME)).isTrue();
    assertThat(TestSwitch.has(far.requests().get(1), RadiusAttribute.USER_NAME)).isFalse();
    assertThat(TestSwitch.has(far.requests().get(1), RadiusAttribute.CALLING_STATION_ID)).isTrue();
  }

  @Test
  void asksARefusingSwitchAgainAfterAPauseAndGivesUpAfterADay() throws Exception {
    answering(42, 506);
    state.set(CrlState.REVOKED);
    until(() -> said("session=refused cause=506"));
    watch.look();
    assertThat(far.requests()).hasSize(1);
    now.updateAndGet(before -> before.plusSeconds(10));
    until(() -> far.requests().size() == 2);
    until(() -> refusals() == 2);
    for (int round = 3; round <= WatchedSession.MOST_ROUNDS; round++) {
      now.updateAndGet(before -> before.plus(Duration.ofMinutes(10)));
      int wanted = round;
      until(() -> refusals() == wanted);
    }
    until(() -> said("session=given-up reason=revoked"));
    assertThat(watch.count()).isZero();
  }

  @Test
  void aClockThatJumpsAheadAndBackMakesItGiveUpNothing() throws Exception {
    answering(42, 506);
    state.set(CrlState.REVOKED);
    until(() -> refusals() == 1);
    now.updateAndGet(before -> before.plus(Duration.ofDays(3)));
    until(() -> refusals() == 2);
    now.updateAndGet(before -> before.minus(Duration.ofDays(3)));
    until(() -> refusals() == 3);
    assertThat(said("session=given-up")).isFalse();
    assertThat(watch.count()).isOne();
  }

  private long refusals() {
    return log.stream().filter(line -> line.contains("session=refused")).count();
  }

  @Test
  void remembersOverARestartThatASilentSwitchIsToBeAsked() throws Exception {
    port = far.listen(request -> new byte[0]);
    start(SessionWatch.WhenStale.DISCONNECT);
    state.set(CrlState.REVOKED);
    until(() -> !far.requests().isEmpty());
    watch.close();
    far.close();
    state.set(CrlState.UNKNOWN); // the authority is away
    try (TestSwitch back = new TestSwitch(SECRET)) {
      port = back.listen(request -> back.answer(request, 41, 0));
      start(SessionWatch.WhenStale.KEEP);
      until(() -> said("session=ended reason=revoked"));
    }
  }

  @Test
  void anAdmissionCountsWhereNoCrlSaysAnything() throws Exception {
    answering(41, 0);
    state.set(CrlState.UNKNOWN);
    now.set(ADMITTED.plus(Duration.ofMinutes(20)));
    watch.look();
    assertThat(log).isEmpty();
    now.updateAndGet(before -> before.plusSeconds(1));
    until(() -> said("session=ended reason=stale"));
  }

  @Test
  void keepsSessionsOfUnknownStatusIfTheOperatorSaysSo() throws Exception {
    port = far.listen(request -> far.answer(request, 41, 0));
    start(SessionWatch.WhenStale.KEEP);
    state.set(CrlState.UNKNOWN);
    now.set(ADMITTED.plus(Duration.ofHours(20)));
    watch.look();
    assertThat(log).isEmpty();
    assertThat(watch.count()).isOne();
  }

  @Test
  void aLaterSessionOfTheSameMachineTakesThePlaceOfTheOneBefore() throws Exception {
    answering(41, 0);
    admitted(JournalLineTest.LINE.replace("1796102454", "1796103000").replace("2612", "2712"));
    watch.look();
    assertThat(watch.count()).isOne();
    now.set(Instant.parse("2026-12-04T00:00:00Z"));
    watch.look();
    assertThat(log).isEmpty();
  }

  @Test
  void saysWhatItCannotReadOrSend() throws Exception {
    answering(41, 0);
    admitted("half a line");
    admitted(JournalLineTest.LINE.replace("hall-1", "hall-9"));
    state.set(CrlState.REVOKED);
    until(() -> said("journal=line-unreadable") && said("session=switch-unknown"));
    assertThat(far.requests()).hasSizeLessThan(2);
  }

  /** As when an issuing key is lost. */
  @Test
  void endsAThousandSessionsOfOneSwitch() throws Exception {
    answering(41, 0);
    for (int at = 0; at < 1000; at++) {
      admitted(JournalLineTest.LINE.replace("30322d41", "%08x".formatted(at)));
    }
    watch.look();
    assertThat(watch.count()).isEqualTo(1001);
    state.set(CrlState.REVOKED);
    until(() -> watch.count() == 0);
    assertThat(log).filteredOn(line -> line.startsWith("session=ended")).hasSize(1001);
    assertThat(far.requests()).hasSizeGreaterThanOrEqualTo(1001).allMatch(far::accepts);
  }

  @Test
  void asksTheSwitchAlthoughTheDiskIsFull() throws Exception {
    notes = Path.of("/dev/full");
    answering(41, 0);
    state.set(CrlState.REVOKED);
    until(() -> said("session=ended reason=revoked"));
    assertThat(log).containsOnlyOnce("notes=not-written cause=No space left on device");
    assertThat(watch.count()).isZero();
  }

  @Test
  void onlyOneWatches() throws Exception {
    answering(41, 0);
    assertThatThrownBy(() -> SessionNotes.open(notes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Another campus watch runs");
  }

  @Test
  void readsNotesThatAFullDiskHasCut() throws Exception {
    answering(41, 0);
    state.set(CrlState.REVOKED);
    until(() -> said("session=ended"));
    watch.close();
    Files.writeString(notes, "2026-12-01T05:2", StandardOpenOption.APPEND);
    start(SessionWatch.WhenStale.DISCONNECT);
    admitted(JournalLineTest.LINE.replace("1796102454", "1796102500"));
    until(() -> Files.exists(notes) && watch.count() == 0 && far.requests().size() == 2);
    watch.close();
    start(SessionWatch.WhenStale.DISCONNECT);
    watch.look();
    assertThat(watch.count()).isZero();
  }
}
