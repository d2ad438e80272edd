package org.bailiwick.command.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.bailiwick.enforcement.AgentFacts;
import org.bailiwick.enforcement.CredentialFacts;
import org.bailiwick.enforcement.RevokedSerial;
import org.bailiwick.enforcement.TaskFlow;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.PacketFilterException;
import org.bailiwick.packetfilter.segment.WorldFile;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.Subnet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the feed tells arrives in the kernel of a network namespace; needs root. */
class SegmentListenerTest {
  private static final String NAMESPACE = "bwl-" + UUID.randomUUID().toString().substring(0, 8);
  private static final String A = "spiffe://bailiwick.example/agent/a";
  private static final String B = "spiffe://bailiwick.example/agent/b";

  private static final String OWN =
      """
      {"here":["10.0.0.3"],"parties":[
        {"id":"spiffe://bailiwick.example/agent/b","uid":2001},
        {"id":"spiffe://bailiwick.example/agent/unlisted","uid":2002},
        {"id":"spiffe://bailiwick.example/service/ledger","addresses":["10.0.0.9"],"port":443}]}\
      """;

  private final CountDownLatch nameServer = new CountDownLatch(1);
  private SegmentListener listener;

  /** The name server of slow.example, which an agent's owner has chosen, does not answer. */
  private InetAddress[] addresses(String host) throws UnknownHostException {
    if (host.endsWith("slow.example")) {
      try {
        nameServer.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new InetAddress[] {Subnet.address("10.0.0.7")};
    }
    return InetAddress.getAllByName(host);
  }

  @BeforeEach
  void open() throws Exception {
    assumeTrue(
        new ProcessBuilder("ip", "netns", "add", NAMESPACE).start().waitFor() == 0,
        "network namespaces are refused here");
    listener =
        new SegmentListener(
            Nft.in(NAMESPACE),
            WorldFile.read(OWN),
            Clock.systemUTC(),
            System.out::println,
            this::addresses);
  }

  @AfterEach
  void close() throws Exception {
    if (listener != null) {
      listener.close();
      new ProcessBuilder("ip", "netns", "del", NAMESPACE).start().waitFor();
    }
  }

  @Test
  void agentsTasksAndRevocationsArriveInTheKernel() throws Exception {
    listener.plan(
        SegmentPlan.read(
            """
            {"segments":[{"name":"all","members":[{"tags":{"kind":"agent"}}],"within":"allow"}],
             "tasks":true}\
            """));
    listener.picture();
    listener.agent(agent(A, "https://10.0.0.1:8443/", "0a"));
    listener.agent(agent(B, "https://[fd00::2]/", "0b"));
    listener.agent(agent(B, "https://10.0.0.2/", "0b"));
    listener.task(new TaskFlow("j/s/t", "txn", A, B, Instant.now().plusSeconds(600)));
    listener.synced();
    awaitElement("tasks4", "\"10.0.0.1\", \"10.0.0.2\", 443");
    listener.revoked(new RevokedSerial("CN=x", "0a"));
    awaitElement("blocked4", "10.0.0.1");
    listener.agent(agent(A, "https://10.0.0.1:8443/", "0a"));
    listener.taskEnded("j/s/t");
    listener.agent(agent(B, "https://10.0.0.3/", "0b"));
    awaitElement("locators4", "\"10.0.0.3\", 443");
    assertThat(elements("tasks4")).doesNotContain("10.0.0.2");
    assertThat(elements("blocked4")).contains("10.0.0.1");
    awaitElement("locators4", "\"10.0.0.9\", 443");
    assertThat(elements("uids")).contains("2001").doesNotContain("2002");
  }

  /** Threats 47 and 67: what one agent's owner chooses keeps no other agent out of the rules. */
  @Test
  void oneAgentsLocatorKeepsNobodyElseWaiting() throws Exception {
    planOfAgents();
    listener.picture();
    long begin = System.nanoTime();
    for (int i = 0; i < 40; i++) {
      listener.agent(agent(A + i, "https://a" + i + ".slow.example/", "1" + i));
    }
    listener.agent(agent(A + "-port", "https://10.0.0.5:99999/", "2a"));
    listener.agent(agent(A + "-zone", "https://[fe80::1%251]/", "2b"));
    listener.agent(agent(A + "-any", "https://0.0.0.0/", "2c"));
    listener.agent(agent(B, "https://10.0.0.2/", "0b"));
    listener.synced();
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("the feed counts as silent after eight seconds")
        .isLessThan(Duration.ofSeconds(5));
    awaitElement("locators4", "\"10.0.0.2\", 443");
    assertThat(elements("locators4")).doesNotContain("10.0.0.7").doesNotContain("0.0.0.0\"");
    nameServer.countDown();
    awaitElement("locators4", "\"10.0.0.7\", 443");
  }

  @Test
  void theCredentialOfBeforeMayBeRevoked() throws Exception {
    planOfAgents();
    listener.picture();
    listener.agent(agent(A, "https://10.0.0.1/", "0a"));
    listener.synced();
    awaitElement("locators4", "\"10.0.0.1\", 443");
    listener.agent(agent(A, "https://10.0.0.1/", "0c"));
    listener.revoked(new RevokedSerial("CN=x", "0a"));
    listener.agent(agent(B, "https://10.0.0.2/", "0b"));
    awaitElement("locators4", "\"10.0.0.2\", 443");
    assertThat(elements("blocked4")).doesNotContain("10.0.0.1");
    listener.revoked(new RevokedSerial("CN=x", "0c"));
    awaitElement("blocked4", "10.0.0.1");
  }

  private void planOfAgents() {
    listener.plan(
        SegmentPlan.read(
            """
            {"segments":[{"name":"all","members":[{"tags":{"kind":"agent"}}],"within":"allow"}]}\
            """));
  }

  private static void awaitElement(String set, String element) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!elements(set).contains(element)) {
      assertThat(Instant.now()).as(set + " has " + element).isBefore(end);
      Thread.sleep(50);
    }
  }

  private static String elements(String set) {
    try {
      return Nft.in(NAMESPACE).json("list", "set", "inet", "bailiwick_segments", set);
    } catch (PacketFilterException e) {
      return "";
    }
  }

  private static AgentFacts agent(String id, String locator, String serial) {
    return new AgentFacts(
        id,
        "listed",
        Optional.of(URI.create(locator)),
        Optional.of("Treasury"),
        Set.of("a.b@1"),
        Set.of(),
        Optional.of(new CredentialFacts(serial, Optional.empty(), Optional.empty())),
        Optional.empty());
  }
}
