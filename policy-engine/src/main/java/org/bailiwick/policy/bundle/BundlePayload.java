package org.bailiwick.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What officers sign. */
record BundlePayload(
    String trustDomain,
    SortedSet<String> components,
    long number,
    Instant effectiveAt,
    int signatures,
    SortedMap<String, String> files) {

  /** The highest number that every JSON parser reads exactly (RFC 8259 section 6). */
  static final long HIGHEST_NUMBER = (1L << 53) - 1;

  static final int MOST_SIGNATURES = 2;
  private static final int MOST_COMPONENTS = 16;
  private static final int MOST_FILES = 1000;
  private static final Set<String> MEMBERS =
      Set.of("trust_domain", "components", "number", "effective_at", "signatures", "files");

  BundlePayload {
    components = Collections.unmodifiableSortedSet(new TreeSet<>(components));
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Reads the octets that the signatures cover. */
  static BundlePayload read(byte[] octets) {
    JsonNode json;
    try {
      json = BundleJson.read(octets);
    } catch (IOException e) {
      throw refusal("is not a JSON object with each member once");
    }
    if (!BundleJson.hasExactly(json, MEMBERS)) {
      throw refusal("has not exactly the members " + new TreeSet<>(MEMBERS));
    }
    return new BundlePayload(
        text(json, "trust_domain"),
        components(json.get("components")),
        number(json.get("number"), HIGHEST_NUMBER, "number"),
        time(text(json, "effective_at")),
        (int) number(json.get("signatures"), MOST_SIGNATURES, "signatures"),
        files(json.get("files")));
  }

  private static String text(JsonNode json, String name) {
    if (!json.get(name).isTextual()) {
      throw refusal("has no text as " + name);
    }
    return json.get(name).textValue();
  }

  private static SortedSet<String> components(JsonNode json) {
    SortedSet<String> components = new TreeSet<>();
    for (JsonNode each : json) {
      if (!each.isTextual() || !each.textValue().matches("[a-z][a-z-]{0,62}")) {
        throw refusal("names a component that has no such name");
      }
      components.add(each.textValue());
    }
    if (!json.isArray()
        || components.isEmpty()
        || components.size() != json.size()
        || components.size() > MOST_COMPONENTS) {
      throw refusal("has no list of different components");
    }
    return components;
  }

  private static long number(JsonNode json, long highest, String name) {
    if (!json.isIntegralNumber()
        || !json.canConvertToLong()
        || json.longValue() < 1
        || json.longValue() > highest) {
      throw refusal("has no number from 1 to " + highest + " as " + name);
    }
    return json.longValue();
  }

  private static Instant time(String text) {
    try {
      if (text.endsWith("Z")) {
        return Instant.parse(text);
      }
    } catch (DateTimeException e) {
      throw refusal("has no time in UTC as effective_at");
    }
    throw refusal("has no time in UTC as effective_at");
  }

  private static SortedMap<String, String> files(JsonNode json) {
    SortedMap<String, String> files = new TreeMap<>();
    for (Map.Entry<String, JsonNode> file : json.properties()) {
      if (!file.getValue().isTextual()) {
        throw refusal("has a file that is no text");
      }
      files.put(file.getKey(), file.getValue().textValue());
    }
    if (!json.isObject() || files.isEmpty() || files.size() > MOST_FILES) {
      throw refusal("has no files, or more than " + MOST_FILES);
    }
    return files;
  }

  /** The octets to sign. */
  byte[] encode() {
    ObjectNode json = BundleJson.object();
    json.put("trust_domain", trustDomain);
    ArrayNode named = json.putArray("components");
    components.forEach(named::add);
    json.put("number", number);
    json.put("effective_at", effectiveAt.toString());
    json.put("signatures", signatures);
    ObjectNode texts = json.putObject("files");
    files.forEach(texts::put);
    return BundleJson.write(json);
  }

  private static BundleRefusedException refusal(String fault) {
    return new BundleRefusedException(BundleCheck.BUNDLE_PAYLOAD, "The payload " + fault);
  }
}
