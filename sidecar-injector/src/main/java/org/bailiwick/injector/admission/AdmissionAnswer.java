package org.bailiwick.injector.admission;

/** What the API server gets over HTTP. */
public record AdmissionAnswer(int status, String mediaType, String text) {}
