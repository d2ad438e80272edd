package org.bailiwick.packetfilter.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.listing.FilterPacket;
import org.bailiwick.packetfilter.listing.ListedElement;
import org.bailiwick.packetfilter.listing.ListedTable;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.Subnet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the kernel, in a network namespace of the test's own; needs root. */
class SegmentGuardTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int MANY = 10_000;
  private static final String A = "spiffe://bailiwick.example/agent/a";
  private static final String B = "spiffe://bailiwick.example/agent/b";

  private static final SegmentPlan PLAN =
      SegmentPlan.read(
          """
          {"segments":[
            {"name":"front","members":[{"subnet":"10.1.0.0/16"},{"tags":{"owner":"Front"}}]},
            {"name":"back","members":[{"tags":{"owner":"Back"}}]}],
           "allow":[{"from":"front","to":"back","protocol":"tcp","ports":[8443]}],"tasks":true}""");

  private TestNamespace namespace;
  private SegmentGuard guard;

  @BeforeEach
  void open() {
    namespace = TestNamespace.open();
    guard = guard(namespace.nft());
  }

  @AfterEach
  void close() {
    guard.close();
    namespace.close();
  }

  @Test
  void aTasksFlowLivesAsLongAsTheTask() throws Exception {
    begin();
    assertThat(passes()).isFalse();
    guard.task("job/1", A, B, Instant.now().plusSeconds(600));
    guard.task("job/2", A, B, Instant.now().plusSeconds(60));
    assertThat(passes()).isTrue();
    guard.taskEnded("job/1");
    assertThat(passes()).isTrue();
    assertThat(tasks().getFirst().expires()).isBetween(30L, 60L);
    guard.taskEnded("job/2");
    assertThat(passes()).isFalse();
  }

  @Test
  void aTaskWhoseEndNobodyTellsEndsByItself() throws Exception {
    begin();
    guard.task("job/1", A, B, Instant.now().plusSeconds(2));
    assertThat(passes()).isTrue();
    guard.close(); // killed
    Thread.sleep(2_500);
    assertThat(tasks()).isEmpty();
  }

  @Test
  void aRevokedAgentIsCutOff() throws Exception {
    begin();
    guard.task("job/1", A, B, Instant.now().plusSeconds(600));
    assertThat(passes()).isTrue();
    guard.party(agent(A, "10.1.0.1", "Front").withStatus("revoked"));
    assertThat(passes()).isFalse();
    guard.party(agent(A, "10.1.0.1", "Front"));
    assertThat(passes()).isTrue();
    guard.removed(B);
    assertThat(passes()).isFalse();
  }

  @Test
  void whenNftFailsTheOldRulesStayWhole() throws Exception {
    begin();
    String before = rules();
    try (SegmentGuard broken = guard(Nft.in("bws-no-such"))) {
      broken.apply(PLAN, List.of());
      assertThat(broken.awaitSettled(Duration.ofMillis(700))).isFalse();
      assertThat(broken.fault()).isPresent();
    }
    assertThat(rules()).isEqualTo(before);
  }

  @Test
  void theNextProcessGoesOnWithWhatIsThere() throws Exception {
    begin();
    guard.task("job/1", A, B, Instant.now().plusSeconds(600));
    assertThat(passes()).isTrue();
    guard.close();
    try (SegmentGuard next = guard(namespace.nft())) {
      next.plan(PLAN);
      next.pictureBegins();
      assertThat(next.awaitSettled(LONGEST)).isTrue();
      assertThat(tasks()).hasSize(1); // nothing is known yet, so nothing is taken away
      Stream.of(agent(A, "10.1.0.1", "Front"), agent(B, "10.9.0.2", "Back")).forEach(next::party);
      next.synced();
      assertThat(next.awaitSettled(LONGEST)).isTrue();
      assertThat(tasks()).isEmpty(); // the task is no longer told
    }
  }

  @Test
  void withoutRulesOfBeforeThePlanClosesAtOnce() throws Exception {
    guard.plan(PLAN);
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    assertThat(listing().judge(packet("10.1.0.1", "10.1.0.7", 22)).accepted()).isFalse();
  }

  @Test
  void changesOfOthersAreMended() throws Exception {
    begin();
    String before = rules();
    guard.mend();
    namespace.nft().load("flush chain inet bailiwick_segments check4");
    guard.mend();
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    assertThat(rules()).isEqualTo(before);
    namespace.nft().load("add element inet bailiwick_segments seg-back_from4 { 10.66.0.0/16 }");
    guard.mend();
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    assertThat(rules()).isEqualTo(before);
    namespace.nft().load("delete table inet bailiwick_segments");
    guard.mend();
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    assertThat(rules()).isEqualTo(before);
  }

  @Test
  void partiesThatPacketsDoNotTellApartAreClosedWhileRulesAreInForce() throws Exception {
    begin();
    guard.party(agent("spiffe://bailiwick.example/agent/c", "10.1.0.1", "Back"));
    guard.task("job/1", A, B, Instant.now().plusSeconds(600));
    assertThat(passes()).isFalse();
    assertThat(guard.closedParties()).containsOnlyKeys(A, "spiffe://bailiwick.example/agent/c");
    assertThat(guard.closedParties().get(A)).contains("10.1.0.1", "agent/c");
  }

  /** Loads ten thousand agents in one transaction, then measures changes beside them. */
  @Test
  void tenThousandAgentsAreLoadedAtOnceAndChangesReachTheKernelWithinASecond() throws Exception {
    List<SegmentParty> many =
        IntStream.range(0, MANY)
            .mapToObj(i -> agent(A + i, "10.2.%d.%d".formatted(i / 250, i % 250 + 1), "Front"))
            .toList();
    long start = System.nanoTime();
    guard.apply(PLAN, many);
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    long load = (System.nanoTime() - start) / 1_000_000;
    guard.mend(); // adjacent addresses are listed as they were given
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    int rounds = Integer.getInteger("measure.segments", 20);
    long[] revoked = new long[rounds];
    long[] task = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      String id = A + i;
      revoked[i] = settles(() -> guard.party(many.get(0).withStatus(id)));
      task[i] = settles(() -> guard.task(id, A + 1, A + 2, Instant.now().plusSeconds(600)));
    }
    Arrays.sort(revoked);
    Arrays.sort(task);
    System.out.printf(
        "%d agents: load %d ms; change of an agent median %d ms, p99 %d ms; task median %d ms, p99"
            + " %d ms%n",
        MANY,
        load,
        revoked[rounds / 2],
        revoked[rounds * 99 / 100],
        task[rounds / 2],
        task[rounds * 99 / 100]);
    System.out.printf("%d ms of processor time to compile%n", compileMillis(many));
    assertThat(guard.fault()).isEmpty();
    assertThat(listing().elements("blocked4")).hasSize(1);
    assertThat(listing().elements("locators4")).hasSize(MANY);
  }

  private static long compileMillis(List<SegmentParty> parties) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadCpuTime();
      SegmentRules rules = SegmentRules.closing(PLAN, SegmentWorld.of(parties, Set.of()));
      assertThat(rules.closed()).isEmpty();
      least = Math.min(least, (threads.getCurrentThreadCpuTime() - before) / 1_000_000);
    }
    return least;
  }

  private long settles(Runnable change) throws InterruptedException {
    long start = System.nanoTime();
    change.run();
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    return (System.nanoTime() - start) / 1_000_000;
  }

  private void begin() {
    guard.apply(PLAN, List.of(agent(A, "10.1.0.1", "Front"), agent(B, "10.9.0.2", "Back")));
  }

  private boolean passes() throws InterruptedException {
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    assertThat(guard.fault()).isEmpty();
    return listing().judge(packet("10.1.0.1", "10.9.0.2", 8443)).accepted()
        && listing().elements("seg-back_ports4").stream()
            .map(ListedElement::text)
            .anyMatch("10.9.0.2 . 8443"::equals);
  }

  private static FilterPacket packet(String from, String to, int port) {
    return new FilterPacket(
        "forward",
        Subnet.address(from),
        Subnet.address(to),
        "tcp",
        port,
        OptionalInt.empty(),
        FilterPacket.Place.LATER);
  }

  private List<ListedElement> tasks() {
    return listing().elements("tasks4");
  }

  private ListedTable listing() {
    return ListedTable.parse(namespace.nft().json("list", "table", "inet", SegmentRules.TABLE));
  }

  private String rules() throws InterruptedException {
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    return listing().rules() + " " + new TreeMap<>(listing().elements());
  }

  private static SegmentParty agent(String id, String address, String owner) {
    InetAddress at = Subnet.address(address);
    return SegmentParty.of(id, at, 8443).with("owner", owner);
  }

  private static SegmentGuard guard(Nft nft) {
    return new SegmentGuard(nft, Set.of(), Clock.systemUTC());
  }
}
