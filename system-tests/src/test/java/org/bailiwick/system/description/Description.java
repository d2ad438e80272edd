package org.bailiwick.system.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.util.List;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.description.Described.Route;

/** The URL of an OpenAPI document, and the base of its paths. */
public enum Description {
  AUTHORITY,
  REGISTRY,
  MASTER;

  /** The URL of a path of this document. */
  public URI at(Nodes nodes, String path) {
    return switch (this) {
      case AUTHORITY -> nodes.authority(path);
      case REGISTRY -> nodes.registry(path);
      case MASTER -> nodes.master(path);
    };
  }

  /** The routes that the node describes. */
  public List<Route> routes(Nodes nodes, Wire wire) {
    String yaml = wire.send(Call.get(at(nodes, "/openapi"))).expecting(200).body();
    try {
      return Described.read(yaml).routes();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
