package org.bailiwick.enforcement.decide;

import static org.assertj.core.api.Assertions.assertThat;

<<<<<<< HEAD
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.node.testing.TestBundles;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.VersionFloor;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.ApplicationQuestion;
import org.bailiwick.policy.application.LoadedApplications;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that asks by AuthZEN is held by the policies that hold nginx: threats 53 and 61. */
class PathDecisionsTest {
  private static final String SCHEMA =
      """
      namespace Shop {
        entity User;
        entity Path in [Path] = { archived?: Bool };
        action read appliesTo { principal: [User], resource: [Path] };
      }
      """;

  private static final String POLICIES =
      """
      @id("all-read-orders")
      @reason("may-read")
      permit (principal is Shop::User, action == Shop::Action::"read", resource in Shop::Path::"/orders");

      @id("numbers")
      @reason("a-number")
      permit (principal is Shop::User, action == Shop::Action::"read", resource == Shop::Path::"17");

      @id("secret-orders")
      @reason("secret-path")
      forbid (principal, action == Shop::Action::"read", resource in Shop::Path::"/orders/secret");

      @id("archived")
      @reason("is-archived")
      forbid (principal, action == Shop::Action::"read", resource is Shop::Path)
      when { resource has archived && resource.archived };
      """;

  private static final ApplicationDecisions DECISIONS = new PathDecisions(loaded());

  private static ApplicationDecisions loaded() {
    Map<String, String> files = new TreeMap<>(TestBundles.files());
    files.put("app-shop.cedarschema", SCHEMA);
    files.put("app-shop.cedar", POLICIES);
    return new LoadedApplications(
        CedarDecisionPoint.of(new VersionFloor.Loaded(1, "0".repeat(64)), files));
  }

  private static Decision decide(Entity path) {
    return DECISIONS.decide(
        new ApplicationQuestion("shop", Entity.of("User", "ada"), "read", path, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "/orders, may-read",
    "/orders/1, may-read",
    "/orders/1/lines/2, may-read",
    "/orders/secret, secret-path",
    "/orders/secret/2, secret-path",
    "/, no-policy-permits",
    "/order, no-policy-permits",
    "/orders/../orders/1, path-not-plain",
    "/orders/%2e%2e/1, path-not-plain",
    "/orders//secret, path-not-plain",
    "/orders/1?x=/orders, path-not-plain",
    "/orders/se cret, path-not-plain",
    "17, a-number",
    "orders/1, no-policy-permits"
  })
  void aPathIsInThePathsAboveIt(String path, String reason) {
    assertThat(decide(Entity.of("Path", path)).reasons()).containsExactly(reason);
  }

  @Test
  void whatTheAskerSaysOfThePathStays() {
    Entity archived = new Entity("Path", "/orders/1", Map.of("archived", true));
    assertThat(decide(archived).reasons()).containsExactly("is-archived");
=======
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
>>>>>>> w2attack
  }
}
