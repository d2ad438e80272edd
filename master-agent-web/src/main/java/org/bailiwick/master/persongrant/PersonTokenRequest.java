package org.bailiwick.master.persongrant;

import java.util.List;
import java.util.function.Function;

/**
 * A token request of a person's client.
 *
 * @param parameters the value of a parameter, which refuses one that is missing
 * @param proofs the values of the header DPoP
 * @param scope the wanted scope; empty for all
 */
public record PersonTokenRequest(
    Function<String, String> parameters, List<String> proofs, String scope) {

  String client() {
    return parameters.apply("client_id");
  }

  String parameter(String name) {
    return parameters.apply(name);
  }
}
