"""Reports over the API: what there is, each as a file, and the files that were issued."""
