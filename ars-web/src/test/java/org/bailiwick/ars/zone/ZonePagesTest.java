package org.bailiwick.ars.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.ars.discovery.TestDirectories;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZonePagesTest {
  private static final TrustDomain DOMAIN = TrustDomain.parse("bailiwick.example");

  private TestRegistry registry;
  private VerifiedPeer peer;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    peer = TestPeers.of(Kind.OPERATOR, registry.ca.operator("auditor", "a").certificate());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private ZonePages pages(int size, ZoneSettings settings) {
    SteadyTime time = new SteadyTime(registry.clock, () -> 0);
    PageTokens tokens = PageTokens.ofAllNodes(registry.writer());
    return new ZonePages(TestDirectories.of(registry, time), tokens, time, settings, size);
  }

  private static ZoneSettings settings(String... entries) {
    Map<String, String> values = new TreeMap<>();
    for (int at = 0; at < entries.length; at += 2) {
      values.put(entries[at], entries[at + 1]);
    }
    return ZoneSettings.read(Settings.from(key -> Optional.ofNullable(values.get(key))), DOMAIN);
  }

  private static List<String> records(String page) {
    return page.lines().filter(line -> !line.startsWith(";")).toList();
  }

  @Test
  void anAgentHasOneRecordWithTheDigestOfItsCertificate() throws Exception {
    TestLeaf leaf = registry.ca.agent("rates", "fx.rates@1");
    registry.list("7", leaf);
    ZonePages.Page page = pages(10, settings()).read(peer, Optional.empty());
    assertThat(page.next()).isEmpty();
    assertThat(page.text()).startsWith("; agents below bailiwick.example at ").endsWith("\n");
    String digest = Sha256.hex(Pem.der(leaf.certificate()));
    assertThat(records(page.text()))
        .containsExactly(
            "0190a000-0000-7000-8000-000000000007.bailiwick.example. 300 IN TYPE65280 \\# 35"
                + " 020001"
                + digest
                + " ; spiffe://bailiwick.example/agent/rates");
    assertThat(HexFormat.of().parseHex("020001" + digest)).hasSize(35);
  }

  @Test
  void whatMayNotBeShownHasNoRecord() {
    TestLeaf leaf = registry.ca.agent("rates", "fx.rates@1");
    registry.list("1", leaf);
    registry.revoke(leaf);
    ZonePages pages = pages(10, settings());
    assertThat(records(pages.read(peer, Optional.empty()).text())).isEmpty();
    registry.goStale();
    assertRefused(() -> pages.read(peer, Optional.empty()), "revocation-status-stale");
  }

  /** A row that was changed by hand hides itself and no other. */
  @Test
  void threat71ARowThatCannotBeReadIsLeftOut() {
    for (int i = 100; i < 104; i++) {
      registry.list(Integer.toString(i), registry.ca.agent("agent" + i, "a.b@1"));
    }
    registry.spoil(registry.find("101").orElseThrow());
    ZonePages pages = pages(2, settings());
    ZonePages.Page first = pages.read(peer, Optional.empty());
    assertThat(records(first.text())).hasSize(1);
    assertThat(records(pages.read(peer, first.next()).text())).hasSize(2);
  }

  @Test
  void pagesHaveEachAgentOnce() {
    for (int i = 100; i < 107; i++) {
      registry.list(Integer.toString(i), registry.ca.agent("agent" + i, "a.b@1"));
    }
    ZonePages pages =
        pages(3, settings("ars.zone-origin", "Agents.Example", "ars.zone-ttl", "PT1M"));
    List<String> all = new ArrayList<>();
    ZonePages.Page page = pages.read(peer, Optional.empty());
    all.addAll(records(page.text()));
    while (page.next().isPresent()) {
      page = pages.read(peer, page.next());
      all.addAll(records(page.text()));
    }
    assertThat(all)
        .hasSize(7)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.contains(".agents.example. 60 IN TYPE65280 "));
    Optional<String> first = pages.read(peer, Optional.empty()).next();
    VerifiedPeer other =
        TestPeers.of(Kind.OPERATOR, registry.ca.operator("auditor", "b").certificate());
    assertRefused(() -> pages.read(other, first), "page-token-mac");
  }

  @Test
  void aDomainWhoseNameIsNoneOfDnsHasAZoneOnlyByTheSetting() {
    String odd = "a..b";
    ZoneSettings without =
        ZoneSettings.read(Settings.from(key -> Optional.empty()), TrustDomain.parse(odd));
    assertThat(without.origin()).isEmpty();
    assertRefused(() -> pages(3, without).read(peer, Optional.empty()), "zone-origin");
    assertThat(settings("ars.zone-record-type", "65400").type()).isEqualTo(65_400);
    assertThat(settings().ttl()).isEqualTo(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @CsvSource({
    "ars.zone-origin, agents.example.",
    "ars.zone-origin, -a.example",
    "ars.zone-origin, $ORIGIN x",
    "ars.zone-ttl, P2D",
    "ars.zone-record-type, 1",
    "ars.zone-record-type, 70000"
  })
  void aSettingOfAnotherFormIsAFault(String key, String value) {
    assertThatThrownBy(() -> settings(key, value))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key);
  }

  private static void assertRefused(ThrowingCallable call, String check) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo(check));
  }
}
