#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds a rendered chart to Kubernetes' own OpenAPI document, more strictly than kubectl: an unknown field is an error.

Usage: helm template visemux deploy/helm --kube-version 1.33.4 | deploy/helm/check.py SWAGGER [CRD]...

SWAGGER is api/openapi-spec/swagger.json of the Go module k8s.io/kubernetes (go mod download -json k8s.io/kubernetes@v1.33.4
names its folder); CRD is a custom resource's definition, as of the Prometheus operator. Needs PyYAML and jsonschema.
"""
import json
import sys

import jsonschema
import yaml


def strict(schema):
    """Fields that no schema names are refused; a number or a string where Kubernetes takes both."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "int-or-string" or schema.get("x-kubernetes-int-or-string"):
        return {"type": ["string", "integer"]}
    result = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
        result["additionalProperties"] = False
    return result


def of_kubernetes(file):
    definitions = strict(json.load(open(file)))["definitions"]
    for name, schema in definitions.items():
        for kind in schema.get("x-kubernetes-group-version-kind", []):
            version = "/".join(filter(None, (kind["group"], kind["version"])))
            yield (version, kind["kind"]), {"$ref": f"#/definitions/{name}", "definitions": definitions}


def of_crd(file):
    crd = yaml.safe_load(open(file))["spec"]
    for version in crd["versions"]:
        schema = strict(version["schema"]["openAPIV3Schema"])
        schema["properties"]["metadata"] = {"type": "object"}
        yield (f"{crd['group']}/{version['name']}", crd["names"]["kind"]), schema


def faults_of(resource, schema):
    for fault in jsonschema.Draft4Validator(schema).iter_errors(resource):
        yield f"{'.'.join(map(str, fault.absolute_path))}: {fault.message}"


def main(swagger, *crds):
    schemas = dict(of_kubernetes(swagger))
    for crd in crds:
        schemas.update(of_crd(crd))
    faults = 0
    for resource in filter(None, yaml.safe_load_all(sys.stdin)):
        kind = resource["apiVersion"], resource["kind"]
        found = list(faults_of(resource, schemas[kind])) if kind in schemas else ["no schema"]
        print(f"{'FAULT' if found else 'ok   '} {kind[0]} {kind[1]} {resource['metadata']['name']}", *found, sep="\n      ")
        faults += bool(found)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
