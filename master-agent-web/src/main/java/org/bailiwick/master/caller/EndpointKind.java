package org.bailiwick.master.caller;

import java.util.Locale;

/**
 * What calls: a person at a browser or app, a person through an API, an agent, or equipment (list 3
 * of the requirements draft), and beside these services, and clients, which are agents without
 * certificate. It follows from what the caller has proved, never from what it says, and is an
 * attribute of each decision.
 */
public enum EndpointKind {
  PERSON_BROWSER,
  PERSON_API,
  AGENT,
  CLIENT,
  DEVICE,
  SERVICE;

  /**
   * The kind of this caller. A workload is of the kind that the authority has certified, and all
   * workloads of a partner are agents. A provider's person has logged in at a browser, since no
   * other way yields one. A person with an account has an API key or a password, which programs
   * send.
   */
  public static EndpointKind of(CallerIdentity caller) {
    return switch (caller) {
      case CallerIdentity.Agent agent -> AGENT;
      case CallerIdentity.Client client -> CLIENT;
      case CallerIdentity.DeviceWorkload device -> DEVICE;
      case CallerIdentity.ServiceWorkload service -> SERVICE;
      case CallerIdentity.Person person -> PERSON_BROWSER;
      case CallerIdentity.Account account -> ofAccount(account.kind());
    };
  }

  private static EndpointKind ofAccount(CallerKind kind) {
    return switch (kind) {
      case PERSON -> PERSON_API;
      case DEVICE -> DEVICE;
      case SERVICE -> SERVICE;
      case AGENT, CLIENT -> throw new IllegalArgumentException("an account is no agent's");
    };
  }

  /** The word by which policies and the audit log name the kind. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
