package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies that look at nothing of the resource but its type give one answer for all resources of
 * one form; every other question is decided by itself.
 */
class AnyResourceTest {
  private static final String LEVEL_OF_SUBJECT =
      """
      @id("high") @reason("high-may")
      permit (principal, action, resource is Bailiwick::Thing) when { principal.level > 1 };
      """;

  @TempDir private Path folder;

  @Test
  void oneAnswerForAllResources() {
    CedarDecisionPoint point = load(LEVEL_OF_SUBJECT);
    Decision first = point.decide(about("t", Map.of("level", 1L)));
    assertThat(first).isInstanceOf(Decision.Permit.class);
    assertThat(point.decide(about("u", Map.of("level", 7L)))).isSameAs(first);
  }

  @Test
  void anotherSubjectIsAnotherQuestion() {
    CedarDecisionPoint point = load(LEVEL_OF_SUBJECT);
    assertThat(point.decide(TestFolder.question(2, 1))).isInstanceOf(Decision.Permit.class);
    assertThat(point.decide(TestFolder.question(1, 1))).isInstanceOf(Decision.Deny.class);
  }

  /** A resource that does not fit the schema is denied, whatever was answered for others. */
  @Test
  void anUnfitResourceIsDenied() {
    CedarDecisionPoint point = load(LEVEL_OF_SUBJECT);
    assertThat(point.decide(about("t", Map.of("level", 1L)))).isInstanceOf(Decision.Permit.class);
    assertDenied(point, about("t", Map.of("level", "1")));
    assertDenied(point, about("t", Map.of()));
    assertDenied(point, about("t", Map.of("level", 1L, "more", 1L)));
    assertDenied(point, about("t", Map.of("level", List.of(1L))));
    assertDenied(point, about("t", Map.of("level", Set.of(1L))));
    assertDenied(point, about("", Map.of("level", 1L)));
    assertDenied(
        point,
        new AccessRequest(
            subject(), Action.DISCOVER, new Entity("Subject", "t", Map.of("level", 1L)), Map.of()));
    assertDenied(
        point,
        new AccessRequest(
            subject(),
            Action.DISCOVER,
            new Entity("Thing", "t", Map.of("level", 1L)).in(Entity.of("Subject", "x")),
            Map.of()));
  }

  @Test
  void policiesThatLookAtTheResourceDecideAboutEach() {
    CedarDecisionPoint point =
        load(
            LEVEL_OF_SUBJECT
                + """
                @id("not-t") @reason("hidden")
                forbid (principal, action, resource == Bailiwick::Thing::"hidden");
                """);
    assertThat(point.decide(about("t", Map.of("level", 1L)))).isInstanceOf(Decision.Permit.class);
    assertThat(point.decide(about("hidden", Map.of("level", 1L))).reasons())
        .containsExactly("hidden");
  }

  @Test
  void aConditionDeepInAPolicyIsSeen() {
    CedarDecisionPoint point =
        load(
            """
            @id("some") @reason("some-may")
            permit (principal, action, resource)
            when { principal.level > 1 && (if principal.level > 5 then true else !(resource.level > 3)) };
            """);
    assertThat(point.decide(about("t", Map.of("level", 1L)))).isInstanceOf(Decision.Permit.class);
    assertThat(point.decide(about("t", Map.of("level", 4L)))).isInstanceOf(Decision.Deny.class);
  }

  /** The attributes of one entity that comes twice are put together, so it is not any resource. */
  @Test
  void aResourceThatIsTheSubjectIsAskedAboutByItself() {
    Entity agent = new Entity("Subject", "s", Map.of("level", 2L));
    Entity group = new Entity("Thing", "g", Map.of("level", 2L));
    assertThat(new AccessRequest(agent, Action.DISCOVER, agent, Map.of()).aboutAnyResource())
        .isEmpty();
    assertThat(
            new AccessRequest(agent.in(group), Action.DISCOVER, group, Map.of()).aboutAnyResource())
        .isEmpty();
    assertThat(
            new AccessRequest(
                    agent, Action.DISCOVER, new Entity("Thing", "t", Map.of()).in(group), Map.of())
                .aboutAnyResource())
        .isEmpty();
  }

  private static Entity subject() {
    return new Entity("Subject", "s", Map.of("level", 2L));
  }

  private static AccessRequest about(String id, Map<String, Object> attributes) {
    return new AccessRequest(
        subject(), Action.DISCOVER, new Entity("Thing", id, attributes), Map.of());
  }

  private static void assertDenied(CedarDecisionPoint point, AccessRequest request) {
    assertThat(point.decide(request).reasons()).containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
  }

  private CedarDecisionPoint load(String policies) {
    return CedarDecisionPoint.load(TestFolder.small(folder.resolve("policy"), policies).path());
  }
}
