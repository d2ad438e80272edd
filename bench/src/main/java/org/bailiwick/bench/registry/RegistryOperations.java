package org.bailiwick.bench.registry;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.Operation;
import org.bailiwick.bench.load.PreparedRequests;
import org.bailiwick.bench.load.Request;

/** The operations by name, as {@code docs/bench-registry.md} describes them. */
final class RegistryOperations {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int OF_ONE_KIND = 20;
  private static final int TOPICS = 1000;
  private static final int WORDS = 50_000;

  private final BenchProperties properties;
  private final RealAgents real;
  private final SSLSocketFactory caller;
  private final int agents;

  RegistryOperations(
      BenchProperties properties, RealAgents real, SSLSocketFactory caller, int agents) {
    this.properties = properties;
    this.real = real;
    this.caller = caller;
    this.agents = agents;
  }

  Map<String, Operation> all() {
    Map<String, Operation> all = new TreeMap<>();
    all.put(
        "lookup",
        repeated(() -> get("/v1/agents/01900000-0000-7000-8000-%012d".formatted(anyone())), OK));
    all.put("kind", found(() -> capability("bulk.kind" + anyone() / OF_ONE_KIND, "")));
    all.put("topic", found(() -> capability("bulk.topic" + anyTopic(), region())));
    all.put("everyone", found(() -> capability("bulk.all", "")));
    all.put("text", repeated(() -> search("{\"text\":\"%s %s\"}".formatted(word(), word())), OK));
    all.put("word", repeated(() -> search("{\"text\":\"%s\"}".formatted(word())), OK));
    all.put("facets", found(() -> search(FACETS.formatted(anyone() / OF_ONE_KIND))));
    all.put(
        "registration",
        new PreparedRequests(real::registrations, answer -> answer.status() == CREATED));
    new ApicurioOperations(properties, caller, agents).addTo(all);
    return all;
  }

  private static final String FACETS =
      "{\"capabilities\":[{\"name\":\"bulk.kind%d\"}],\"facets\":[\"owner\",\"tag\"]}";

  private int anyone() {
    return ThreadLocalRandom.current().nextInt(agents);
  }

  private static int anyTopic() {
    return ThreadLocalRandom.current().nextInt(TOPICS);
  }

  private static String region() {
    return ThreadLocalRandom.current().nextBoolean()
        ? ",\"parameters\":{\"region\":\"eu\"}"
        : ",\"parameters\":{\"region\":\"us\"}";
  }

  /** Words are as frequent in searches as in the texts of the agents. */
  private static String word() {
    return "word" + (int) Math.pow(WORDS, ThreadLocalRandom.current().nextDouble());
  }

  private Request capability(String name, String parameters) {
    return search(
        "{\"capabilities\":[{\"name\":\"%s\",\"versions\":\"1\"%s}]}".formatted(name, parameters));
  }

  private Request search(String body) {
    return Request.json(caller, target("/v1/discovery"), body);
  }

  private Request get(String path) {
    return Request.get(caller, target(path));
  }

  private URI target(String path) {
    return URI.create(properties.required("registry.url") + path);
  }

  /** A search that must find somebody. */
  private static Operation found(Supplier<Request> requests) {
    return operation(
        requests, answer -> answer.status() == OK && answer.body().contains("urn:uuid:"));
  }

  static Operation repeated(Supplier<Request> requests, int status) {
    return operation(requests, answer -> answer.status() == status);
  }

  static Operation operation(Supplier<Request> requests, Predicate<Request.Answer> expected) {
    return new PreparedRequests(
        count -> Stream.generate(requests).limit(count).iterator(), expected);
  }
}
