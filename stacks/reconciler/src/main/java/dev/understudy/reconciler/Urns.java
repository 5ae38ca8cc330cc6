package dev.understudy.reconciler;

/** Names resources to people. */
final class Urns {
    private Urns() {}

    /** {@code note (aws:s3/bucket:Bucket)} for {@code urn:pulumi:dev::shop::my:Front$aws:s3/bucket:Bucket::note}. */
    static String spoken(String urn) {
        int name = urn.lastIndexOf("::");
        int type = name < 0 ? -1 : Math.max(urn.lastIndexOf("::", name - 1) + 1, urn.lastIndexOf('$', name));
        return name < 0 || type < 1 ? urn : urn.substring(name + 2) + " (" + urn.substring(type + 1, name) + ")";
    }

    /** {@code aws:s3/bucket:Bucket} of {@code urn:pulumi:dev::shop::my:Front$aws:s3/bucket:Bucket::note}; else empty. */
    static String type(String urn) {
        int name = urn.lastIndexOf("::");
        int type = name < 0 ? -1 : Math.max(urn.lastIndexOf("::", name - 1) + 1, urn.lastIndexOf('$', name));
        return type < 1 ? "" : urn.substring(type + 1, name);
    }
}
