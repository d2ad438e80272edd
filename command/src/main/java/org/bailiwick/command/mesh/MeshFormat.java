package org.bailiwick.command.mesh;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The form in which another registry takes agents. */
public enum MeshFormat {
  /** One List of ServiceEntry objects, as {@code kubectl apply} takes it. */
  ISTIO {
    @Override
    void print(Stream<MeshAgent> agents, PrintWriter out) {
      JsonArrayBuilder items = Json.createArrayBuilder();
      agents.map(IstioEntry::of).forEach(items::add);
      out.println(
          Json.createObjectBuilder()
              .add("apiVersion", "v1")
              .add("kind", "List")
              .add("items", items)
              .build());
    }
  },

  /** One body of {@code PUT /v1/catalog/register} a line. */
  CONSUL {
    @Override
    void print(Stream<MeshAgent> agents, PrintWriter out) {
      agents.map(ConsulRegistration::of).forEach(out::println);
    }
  };

  abstract void print(Stream<MeshAgent> agents, PrintWriter out);

  /** Prints those of these entries of the registry's list whose credential is in force now. */
  public void print(List<JsonObject> listed, Instant now, PrintWriter out) {
    print(listed.stream().map(MeshAgent::of).filter(agent -> agent.isInForceAt(now)), out);
  }
}
