package org.bailiwick.enforcement.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.ApplicationQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy that forbids a folder holds for every question about what is in it: threat 62. */
class PathDecisionsTest {
  private static final Entity FORBIDDEN = Entity.of("Path", "/admin");

  private final PathDecisions decisions = new PathDecisions(new AllButOneFolder());

  @ParameterizedTest
  @ValueSource(strings = {"/admin", "/admin/users", "/admin/users/1", "/admin/"})
  void isInThePathsAboveIt(String path) {
    assertThat(ask("Path", path)).isInstanceOf(Decision.Deny.class);
    assertThat(ask("Path", path.replace("admin", "open"))).isInstanceOf(Decision.Permit.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/open/../admin", "//admin", "/admin;a/users", "/open?x", "/a b"})
  void anotherSpellingIsDenied(String path) {
    assertThat(ask("Path", path).reasons()).containsExactly("path-not-plain");
  }

  @Test
  void otherResourcesAreAskedAboutAsTheyAre() {
    assertThat(ask("Order", "/admin/../1")).isInstanceOf(Decision.Permit.class);
    assertThat(ask("Path", "relative")).isInstanceOf(Decision.Permit.class);
  }

  private Decision ask(String type, String id) {
    return decisions.decide(
        new ApplicationQuestion(
            "shop", Entity.of("User", "ada"), "read", Entity.of(type, id), Map.of()));
  }

  /** Forbids a folder and what is in it, as {@code resource in} of Cedar does. */
  private static final class AllButOneFolder implements ApplicationDecisions {
    @Override
    public Decision decide(ApplicationQuestion question) {
      return isForbidden(question.resource())
          ? new Decision.Deny(List.of("forbidden"), List.of("p"), "1-a")
          : new Decision.Permit(List.of("open"), List.of("p"), List.of(), "1-a");
    }

    private static boolean isForbidden(Entity resource) {
      return resource.id().equals(FORBIDDEN.id())
          || resource.parents().stream().anyMatch(AllButOneFolder::isForbidden);
    }

    @Override
    public Set<String> applications() {
      return Set.of("shop");
    }

    @Override
    public Set<String> actions(String application) {
      return Set.of("read");
    }

    @Override
    public Set<String> types(String application) {
      return Set.of("Path", "Order", "User");
    }

    @Override
    public List<Entity> entities(String application, String type) {
      return List.of();
    }

    @Override
    public String policyVersion() {
      return "1-a";
    }
  }
}
