package org.bailiwick.master.owncallers;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;

/**
 * Reads {@code planner.json}: {@code {"agent": "spiffe://bailiwick.example/agent/planner",
 * "scopes": ["invoice.parse@1"]}}.
 */
final class OwnCallerFile {
  private static final String AGENT = "agent";
  private static final String SCOPES = "scopes";

  private OwnCallerFile() {}

  /** The name of an agent's file. */
  private static String nameOf(AgentId agent) {
    return agent.name() + ReviewedFolder.SUFFIX;
  }

  /**
   * The caller that the file describes.
   *
   * @throws IOException saying what is wrong with the file
   */
  static OwnCaller read(Path file, TrustDomain own) throws IOException {
    try {
      OwnCaller caller = of(StrictJson.object(Files.readAllBytes(file)));
      if (!caller.agent().trustDomain().equals(own)) {
        throw new IOException("the agent is not one of this trust domain");
      }
      if (!nameOf(caller.agent()).equals(String.valueOf(file.getFileName()))) {
        throw new IOException("the file's name is not the agent's name");
      }
      return caller;
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    }
  }

  private static OwnCaller of(JsonObject json) throws IOException {
    if (!json.keySet().equals(Set.of(AGENT, SCOPES))) {
      throw new IOException("the members must be agent and scopes");
    }
    if (!(json.get(AGENT) instanceof JsonString agent)
        || !(json.get(SCOPES) instanceof JsonArray scopes)) {
      throw new IOException("agent must be a text, and scopes a list of texts");
    }
    return new OwnCaller(AgentId.parse(agent.getString()), CapabilitySet.parse(texts(scopes)));
  }

  private static List<String> texts(JsonArray scopes) throws IOException {
    for (JsonValue each : scopes) {
      if (!(each instanceof JsonString)) {
        throw new IOException("scopes must be a list of texts");
      }
    }
    return scopes.getValuesAs(JsonString::getString);
  }
}
