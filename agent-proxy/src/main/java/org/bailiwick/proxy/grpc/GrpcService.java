package org.bailiwick.proxy.grpc;

import java.util.Map;

/**
 * A service.
 *
 * @param service its full name, the first segment of a call's path
 * @param metadata what every call must have, by key in lower case
 * @param methods the methods, by name
 * @param limits bounds of the server
 */
public record GrpcService(
    String service,
    Map<String, String> metadata,
    Map<String, GrpcMethod> methods,
    GrpcLimits limits) {
  public GrpcService {
    metadata = Map.copyOf(metadata);
    methods = Map.copyOf(methods);
  }

  /** The method of a path if the service has it, otherwise "none". */
  String name(String path) {
    String start = "/" + service + "/";
    String name = path.startsWith(start) ? path.substring(start.length()) : "";
    return methods.containsKey(name) ? name : "none";
  }
}
