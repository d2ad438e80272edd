package org.bailiwick.enforcement.decide;

import static org.assertj.core.api.Assertions.assertThat;

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
    "/orders/secret/, secret-path",
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
  }
}
