package org.bailiwick.aca.lineage;

import org.bailiwick.contract.credential.SerialNumber;

/** A renewal named a credential that is not the newest of its name and device. */
public final class StaleRenewalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient SerialNumber newest;

  StaleRenewalException(SerialNumber newest) {
    super();
    this.newest = newest;
  }

  SerialNumber newest() {
    return newest;
  }
}
