package org.bailiwick.master.callout;

import static org.assertj.core.api.Assertions.assertThat;

import org.bailiwick.contract.identity.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusUrlTest {

  private static final Locator LOCATOR = Locator.parse("https://agent.example:7001/work");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://agent.example:7001/work/orders/1",
        "//agent.example:7001/work/orders/1",
        "/work/orders/1",
        "work/orders/1"
      })
  void isBelowTheLocator(String location) {
    assertThat(StatusUrl.find(LOCATOR, location))
        .map(StatusUrl::toString)
        .contains("https://agent.example:7001/work/orders/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example:7001/work/1",
        "https://agent.example/work/1",
        "https://agent.example:7002/work/1",
        "https://AGENT.example:7001/work/1",
        "https://user@agent.example:7001/work/1",
        "http://agent.example:7001/work/1",
        "//other.example/work/1",
        "mailto:agent.example",
        "https:work/1",
        "/",
        "/work",
        "/work/",
        "/workshop/1",
        "/other/1",
        "orders/1",
        "/work/../admin",
        "/work/./1",
        "/work//1",
        "/work/1/",
        "/work/%2e%2e/admin",
        "/work/1;a=b",
        "/work/1?job=2",
        "/work/1#a",
        "/work/1 2",
        "/work/1\\2",
        "/work/\u00e9",
        "/work/1/2/3/4/5/6/7/8/9",
        ""
      })
  void leadsNowhereElse(String location) {
    assertThat(StatusUrl.find(LOCATOR, location)).isEmpty();
  }

  @Test
  void isNotLongerThanALocator() {
    String segment = "/" + "a".repeat(128);
    assertThat(StatusUrl.find(LOCATOR, "/work" + segment)).isPresent();
    assertThat(StatusUrl.find(LOCATOR, "/work" + segment + "a")).isEmpty();
  }

  @Test
  void fitsALocatorWithAnotherPath() {
    assertThat(StatusUrl.find(Locator.parse("https://agent.example"), "/orders/1")).isPresent();
    assertThat(StatusUrl.find(Locator.parse("https://agent.example/"), "/orders/1")).isPresent();
    assertThat(StatusUrl.find(Locator.parse("https://agent.example/a/"), "/a/1")).isPresent();
    assertThat(StatusUrl.find(Locator.parse("https://agent.example/a/"), "/b/1")).isEmpty();
  }
}
