package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.parties.ScopeIntersection;
import org.bailiwick.node.trust.limits.AgentLimits;
import org.bailiwick.node.trust.limits.NamedScopes;
import org.bailiwick.node.trust.limits.PathRule;

/** Limits never widen a scope, and paths are compared by whole segments. */
class PartnerLimitsPropertiesTest {
  private static final TrustDomain PARTNER = TrustDomain.parse("partner.example");
  private static final List<String> SEGMENTS = List.of("a", "b", "ab", "a.b");
  private static final List<String> SCOPES =
      List.of("a.x@1", "a.y@1", "b.x@1", "b.x@2", "c.x@1", "c.z@1");

  @Property
  void whatIsPermittedIsExactlyWhatEachLimitCovers(@ForAll long seed) {
    Random random = new Random(seed);
    CapabilitySet scope = scope(random);
    List<CapabilitySet> limits = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      limits.add(scope(random));
    }
    CapabilitySet permitted = ScopeIntersection.of(scope, limits);
    for (Capability each : scope) {
      boolean allowed = limits.stream().allMatch(limit -> limit.covers(each));
      assertThat(permitted.covers(each)).isEqualTo(allowed);
    }
    assertThat(scope.covers(permitted)).isTrue();
  }

  private static CapabilitySet scope(Random random) {
    TreeSet<String> texts = new TreeSet<>();
    for (String each : SCOPES) {
      if (random.nextBoolean()) {
        texts.add(each);
      }
    }
    return CapabilitySet.parse(texts);
  }

  @Property
  void aRuleCoversPathsBySegments(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> rule = segments(random);
    List<String> path = segments(random);
    boolean below = random.nextBoolean();
    String text = "/" + String.join("/", rule) + (below ? "/" : "");
    AgentLimits limits = new AgentLimits(List.of(new PathRule(text)), NamedScopes.UNLISTED);
    boolean begins = path.size() > rule.size() && path.subList(0, rule.size()).equals(rule);
    assertThat(limits.allowsPath(new SpiffeId(PARTNER, "/" + String.join("/", path))))
        .isEqualTo(below ? begins : path.equals(rule));
  }

  private static List<String> segments(Random random) {
    List<String> segments = new ArrayList<>();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      segments.add(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
    }
    return segments;
  }
}
