package org.bailiwick.bench.registry;

import jakarta.json.Json;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.Operation;
import org.bailiwick.bench.load.Request;

/** The same at Apicurio Registry: a card is an artifact, and an agent is found by its skills. */
final class ApicurioOperations {
  private static final int OK = 200;
  private static final int TOPICS = 1000;
  private static final int OF_ONE_KIND = 20;

  private final BenchProperties properties;
  private final SSLSocketFactory tls;
  private final int cards;
  private final AtomicInteger next = new AtomicInteger();

  ApicurioOperations(BenchProperties properties, SSLSocketFactory tls, int cards) {
    this.properties = properties;
    this.tls = tls;
    this.cards = cards;
  }

  void addTo(Map<String, Operation> all) {
    all.put("apicurio-registration", RegistryOperations.repeated(this::registration, OK));
    all.put(
        "apicurio-lookup",
        RegistryOperations.operation(
            () -> Request.get(tls, target("/.well-known/agents/bench/card-" + any())),
            answer -> answer.status() == OK && answer.body().contains("\"skills\"")));
    all.put(
        "apicurio-topic",
        RegistryOperations.operation(
            () ->
                Request.get(
                    tls, target("/.well-known/agents?limit=10&skill=topic" + any() % TOPICS)),
            answer -> answer.status() == OK && answer.body().contains("card-")));
  }

  private int any() {
    return ThreadLocalRandom.current().nextInt(cards);
  }

  private URI target(String path) {
    return URI.create(properties.required("apicurio.url") + path);
  }

  private Request registration() {
    int number = next.getAndIncrement();
    return Request.json(
        tls,
        target("/apis/registry/v3/groups/bench/artifacts"),
        Json.createObjectBuilder()
            .add("artifactId", "card-" + number)
            .add("artifactType", "AGENT_CARD")
            .add(
                "firstVersion",
                Json.createObjectBuilder()
                    .add("version", "1")
                    .add(
                        "content",
                        Json.createObjectBuilder()
                            .add("content", card(number))
                            .add("contentType", "application/json")))
            .build()
            .toString());
  }

  private static String card(int number) {
    return Json.createObjectBuilder()
        .add("name", "card-" + number)
        .add("description", "Agent " + number + " of the measurement")
        .add("version", "1.0.0")
        .add("url", "https://a" + number + ".agents.example/work")
        .add(
            "capabilities",
            Json.createObjectBuilder().add("streaming", false).add("pushNotifications", false))
        .add("defaultInputModes", Json.createArrayBuilder().add("application/json"))
        .add("defaultOutputModes", Json.createArrayBuilder().add("application/json"))
        .add(
            "skills",
            Json.createArrayBuilder()
                .add(skill("all"))
                .add(skill("kind" + number / OF_ONE_KIND))
                .add(skill("topic" + number % TOPICS)))
        .build()
        .toString();
  }

  private static jakarta.json.JsonObjectBuilder skill(String id) {
    return Json.createObjectBuilder()
        .add("id", id)
        .add("name", id)
        .add("description", "Does " + id)
        .add("tags", Json.createArrayBuilder().add("bench"));
  }
}
