package org.bailiwick.client.enrolment;

/** The form in which a request carries the agent's key and the proof of its possession. */
public enum KeyForm {
  /** In a PKCS #10 request, which the key signs. */
  REQUEST("csr"),

  /**
   * Bare, as SubjectPublicKeyInfo: the key signs the statement or, where a device does, a proof for
   * this one enrolment (docs/enrolment-api.md).
   */
  BARE("key");

  private final String member;

  KeyForm(String member) {
    this.member = member;
  }

  /** The name of the member in a request; a statement has its digest. */
  String member() {
    return member;
  }
}
