package org.bailiwick.system;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpHeaders;

/** An HTTP answer. */
public record Answer(int status, HttpHeaders headers, String body) {

  public JsonObject json() {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return reader.readObject();
    }
  }

  public String text(String member) {
    return json().getString(member);
  }

  /** This answer, if it has the status; for the steps that lead to what a test is about. */
  public Answer expecting(int wanted) {
    if (status != wanted) {
      throw new AssertionError("status " + status + " instead of " + wanted + ": " + body);
    }
    return this;
  }
}
